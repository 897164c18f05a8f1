package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Unknown;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether connections are used again, on both sides of what stands before the server. */
final class KeepAliveCheck implements Check {

  private static final int REQUESTS = 6;

  @Override
  public Subject subject() {
    return Subject.SERVER_KEEP_ALIVE;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    Set<Integer> atServer = new HashSet<>();
    Set<String> protocols = new HashSet<>();
    int opened = 0;
    @Nullable Wire wire = null;
    try {
      for (int i = 0; i < REQUESTS; i++) {
        if (wire == null) {
          wire = line.open();
          opened++;
        }
        Observation seen = line.probe(wire, Probe.SHORTEST, Map.of());
        if (!seen.isComplete()) {
          return List.of(
              new Unknown(
                  Subject.SERVER_KEEP_ALIVE,
                  "A probe was not answered to its end (status " + seen.head().status() + ")."));
        }
        atServer.add(seen.request().path("connection").asInt());
        protocols.add(seen.request().path("protocol").asText());
        if (!isKept(seen.head())) {
          wire.close();
          wire = null;
        }
      }
    } finally {
      if (wire != null) {
        wire.close();
      }
    }
    return List.of(toClient(opened), toServer(atServer.size(), protocols));
  }

  private static boolean isKept(Head head) {
    boolean framed = head.says("transfer-encoding", "chunked") || head.says("content-length", "");
    return framed && head.protocol().equals("HTTP/1.1") && !head.says("connection", "close");
  }

  private static Finding toClient(int opened) {
    String evidence = REQUESTS + " requests took " + Words.count(opened, "connection") + ".";
    return opened == 1
        ? new Fine(Subject.CLIENT_KEEP_ALIVE, evidence)
        : new Fault(Subject.CLIENT_KEEP_ALIVE, evidence, Remedy.CLIENT_KEEP_ALIVE);
  }

  private static Finding toServer(int connections, Set<String> protocols) {
    String evidence =
        REQUESTS
            + " requests reached the server over "
            + Words.count(connections, "connection")
            + ", by "
            + String.join(" and ", protocols)
            + ".";
    return connections == REQUESTS || protocols.contains("HTTP/1.0")
        ? new Fault(Subject.SERVER_KEEP_ALIVE, evidence, Remedy.SERVER_KEEP_ALIVE)
        : new Fine(Subject.SERVER_KEEP_ALIVE, evidence);
  }
}
