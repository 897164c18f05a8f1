package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.relay.blocking.BlockingConnection;
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

/** Checks whether more streams can run concurrently than one browser could open over HTTP/1.1. */
final class ConcurrentStreamsCheck implements Check {

  /**
   * More than the six connections of one browser; a household or an office has several browsers.
   */
  static final int STREAMS = 8;

  private static final Probe PROBE = new Probe(4, Duration.ofMillis(400), 0, false);

  /**
   * A stream that started at least this long before the first one ended ran concurrently with it.
   */
  private static final double OVERLAP_MARGIN_MS = 100;

  @Override
  public CheckSubject subject() {
    return CheckSubject.CONNECTIONS;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    List<BlockingConnection> connections = new ArrayList<>();
    try {
      return List.of(evaluate(client, connections));
    } finally {
      for (BlockingConnection connection : connections) {
        connection.close();
      }
    }
  }

  private static CheckResult evaluate(ProbeClient client, List<BlockingConnection> connections) {
    // Connect all before the first request, so that handshakes do not spread out the streams.
    try {
      for (int i = 0; i < STREAMS; i++) {
        connections.add(client.openConnection());
      }
    } catch (IOException e) {
      return fault("Only " + connections.size() + " could connect: " + e.getMessage() + ".");
    }
    List<ProbeResult> results = runStreams(client, connections);
    long complete = results.stream().filter(ProbeResult::isComplete).count();
    if (complete < STREAMS) {
      return fault("Only " + complete + " completed" + describeRejections(results) + ".");
    }
    long concurrent = countConcurrent(results);
    return concurrent < STREAMS
        ? fault("Only " + concurrent + " ran at the same time; the others had to wait for them.")
        : new Pass(CheckSubject.CONNECTIONS, STREAMS + " streams ran at the same time.");
  }

  private static CheckResult fault(String evidence) {
    return new Fault(
        CheckSubject.CONNECTIONS, "Of " + STREAMS + ": " + evidence, ProxyFix.CONNECTIONS);
  }

  private static List<ProbeResult> runStreams(
      ProbeClient client, List<BlockingConnection> connections) {
    List<ProbeResult> results = new ArrayList<>();
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ProbeResult>> futures = new ArrayList<>();
      for (BlockingConnection connection : connections) {
        futures.add(virtualThreads.submit(() -> client.probe(connection, PROBE, Map.of())));
      }
      for (Future<ProbeResult> future : futures) {
        try {
          results.add(future.get());
        } catch (ExecutionException _) {
          // Failed before a response; counts as incomplete.
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return results;
  }

  private static String describeRejections(List<ProbeResult> results) {
    List<String> rejected =
        results.stream()
            .map(result -> result.head().status())
            .filter(status -> status != 200)
            .distinct()
            .map(String::valueOf)
            .toList();
    return rejected.isEmpty() ? "" : ", others were refused (" + String.join(", ", rejected) + ")";
  }

  /**
   * Counts the streams that overlapped. Uses the server's clock because a buffering proxy distorts
   * the client's.
   */
  private static long countConcurrent(List<ProbeResult> results) {
    double[] starts =
        results.stream()
            .mapToDouble(result -> result.request().path("at_epoch_ms").asDouble())
            .toArray();
    double first = Arrays.stream(starts).min().orElse(0);
    double end = first + PROBE.duration().toMillis() - OVERLAP_MARGIN_MS;
    return Arrays.stream(starts).filter(start -> start < end).count();
  }
}
