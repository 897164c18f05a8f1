package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.doctor.CheckResult.Unknown;
import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks whether connections are reused, on both sides of a proxy. */
final class KeepAliveCheck implements Check {

  private static final int REQUESTS = 6;

  @Override
  public CheckSubject subject() {
    return CheckSubject.SERVER_KEEP_ALIVE;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    Set<Integer> serverPorts = new HashSet<>();
    Set<String> protocols = new HashSet<>();
    int opened = 0;
    @Nullable BlockingConnection connection = null;
    try {
      for (int i = 0; i < REQUESTS; i++) {
        if (connection == null) {
          connection = client.openConnection();
          opened++;
        }
        ProbeResult result = client.probe(connection, Probe.MINIMAL, Map.of());
        if (!result.isComplete()) {
          return List.of(
              new Unknown(
                  CheckSubject.SERVER_KEEP_ALIVE,
                  "A probe did not complete (status " + result.head().status() + ")."));
        }
        serverPorts.add(result.request().path("connection").asInt());
        protocols.add(result.request().path("protocol").asText());
        if (!isKept(result.head())) {
          connection.close();
          connection = null;
        }
      }
    } finally {
      if (connection != null) {
        connection.close();
      }
    }
    return List.of(checkClientSide(opened), checkServerSide(serverPorts.size(), protocols));
  }

  private static boolean isKept(ResponseHead head) {
    return head.isFramed()
        && head.protocol().equals("HTTP/1.1")
        && !head.headerContains("connection", "close");
  }

  private static CheckResult checkClientSide(int opened) {
    String evidence = REQUESTS + " requests took " + TextFormat.count(opened, "connection") + ".";
    return opened == 1
        ? new Pass(CheckSubject.CLIENT_KEEP_ALIVE, evidence)
        : new Fault(CheckSubject.CLIENT_KEEP_ALIVE, evidence, ProxyFix.CLIENT_KEEP_ALIVE);
  }

  private static CheckResult checkServerSide(int connections, Set<String> protocols) {
    String evidence =
        REQUESTS
            + " requests reached the server over "
            + TextFormat.count(connections, "connection")
            + ", by "
            + String.join(" and ", protocols)
            + ".";
    return connections == REQUESTS || protocols.contains("HTTP/1.0")
        ? new Fault(CheckSubject.SERVER_KEEP_ALIVE, evidence, ProxyFix.SERVER_KEEP_ALIVE)
        : new Pass(CheckSubject.SERVER_KEEP_ALIVE, evidence);
  }
}
