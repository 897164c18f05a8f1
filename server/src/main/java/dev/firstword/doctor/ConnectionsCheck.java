package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether more streams go on at once than one browser could open over HTTP/1.1. */
final class ConnectionsCheck implements Check {

  /** Browsers open six; a household or an office has several. */
  static final int STREAMS = 8;

  private static final Probe PROBE = new Probe(4, Duration.ofMillis(400), 0, false);

  /** A stream that began this much before the first one ended ran beside it. */
  private static final double MARGIN_MS = 100;

  @Override
  public Subject subject() {
    return Subject.CONNECTIONS;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    List<Wire> wires = new ArrayList<>();
    try {
      return List.of(judge(line, wires));
    } finally {
      for (Wire wire : wires) {
        wire.close();
      }
    }
  }

  private static Finding judge(Line line, List<Wire> wires) {
    // All are connected before any asks, so that handshakes do not set them apart.
    try {
      for (int i = 0; i < STREAMS; i++) {
        wires.add(line.open());
      }
    } catch (IOException e) {
      return fault("Only " + wires.size() + " could be connected: " + e.getMessage() + ".");
    }
    List<Observation> seen = streams(line, wires);
    long complete = seen.stream().filter(Observation::isComplete).count();
    if (complete < STREAMS) {
      return fault("Only " + complete + " came to their end" + statuses(seen) + ".");
    }
    long together = together(seen);
    return together < STREAMS
        ? fault("Only " + together + " ran at the same time; the others had to wait for them.")
        : new Fine(Subject.CONNECTIONS, STREAMS + " streams ran at the same time.");
  }

  private static Finding fault(String evidence) {
    return new Fault(Subject.CONNECTIONS, "Of " + STREAMS + ": " + evidence, Remedy.CONNECTIONS);
  }

  private static List<Observation> streams(Line line, List<Wire> wires) {
    List<Observation> seen = new ArrayList<>();
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Observation>> all = new ArrayList<>();
      for (Wire wire : wires) {
        all.add(virtualThreads.submit(() -> line.probe(wire, PROBE, Map.of())));
      }
      for (Future<Observation> one : all) {
        try {
          seen.add(one.get());
        } catch (ExecutionException _) {
          // Broken before it was answered: one that did not come to its end.
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return seen;
  }

  private static String statuses(List<Observation> seen) {
    List<String> refused =
        seen.stream()
            .map(one -> one.head().status())
            .filter(status -> status != 200)
            .distinct()
            .map(String::valueOf)
            .toList();
    return refused.isEmpty() ? "" : ", others were refused (" + String.join(", ", refused) + ")";
  }

  /** By the server's clock, as what buffers tells nothing by ours. */
  private static long together(List<Observation> seen) {
    double[] starts =
        seen.stream().mapToDouble(one -> one.request().path("at_epoch_ms").asDouble()).toArray();
    double first = Arrays.stream(starts).min().orElse(0);
    double end = first + PROBE.length().toMillis() - MARGIN_MS;
    return Arrays.stream(starts).filter(start -> start < end).count();
  }
}
