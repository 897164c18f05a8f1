package dev.firstword.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Measures how soon a violated SLO raises an alert, and how soon the alert ends after recovery.
 * Also checks that fewer than thirty turns raise no alert.
 */
final class AlertScenario {

  private static final int MIN_TURNS = 30;
  private static final int MAX_SECONDS_TO_FIRE = 60;
  private static final Duration TIMEOUT = Duration.ofSeconds(240);

  /** Long enough for three SLO evaluations. */
  private static final Duration THREE_EVALUATIONS = Duration.ofSeconds(15);

  private static final Pace HEALTHY_PACE = new Pace(100, 200, 200, 20);
  private static final Pace VIOLATING_PACE = new Pace(1_500, 2_000, 200, 20);

  private static final String SLO_SETTINGS =
      """
      routing:
        hedge: {rate: 0}
      slos:
        - {name: ttft, measure: ttft_ms, target: 0.95, limit: 1s}
      """;

  private final Path root;
  private final int healthySeconds = RunSize.of("SECONDS", 30);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  AlertScenario(Path root) {
    this.root = root;
  }

  void measure(Measurements measurements) throws Exception {
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      measureTooFewTurns(environment, measurements);
      measureUnderTraffic(environment, measurements);
    }
  }

  private void measureTooFewTurns(BenchEnvironment environment, Measurements measurements)
      throws Exception {
    try (ServerNode node = environment.node("few", SLO_SETTINGS)) {
      node.start();
      LatencyClients clients = new LatencyClients(client, node.address(), node.address());
      environment.simulator().setPace(VIOLATING_PACE);
      clients.runTurns(MIN_TURNS - 1, "few ");
      TimeUnit.NANOSECONDS.sleep(THREE_EVALUATIONS.toNanos());
      measurements.record(
          "alerts on " + (MIN_TURNS - 1) + " turns that all missed the SLO",
          clients.alerts().size(),
          "",
          Target.atMost(0));
    }
  }

  private void measureUnderTraffic(BenchEnvironment environment, Measurements measurements)
      throws Exception {
    try (ServerNode node = environment.node("watched", SLO_SETTINGS);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      node.start();
      LatencyClients clients = new LatencyClients(client, node.address(), node.address());
      environment.simulator().setPace(HEALTHY_PACE);
      Traffic traffic = new Traffic(clients);
      Future<?> trafficFuture = threads.submit(traffic);
      try {
        violateAndRecover(environment, clients, measurements);
      } finally {
        traffic.isStopped = true;
      }
      trafficFuture.get();
    }
  }

  private void violateAndRecover(
      BenchEnvironment environment, LatencyClients clients, Measurements measurements)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(healthySeconds);
    measurements.record(
        "alerts while the SLO was met", clients.alerts().size(), "", Target.atMost(0));

    environment.simulator().setPace(VIOLATING_PACE);
    measurements.record(
        "SLO violation to its alert",
        seconds(() -> isFiring(clients)),
        "s",
        Target.atMost(MAX_SECONDS_TO_FIRE));

    environment.simulator().setPace(HEALTHY_PACE);
    measurements.record(
        "SLO met again to the end of its alert", seconds(() -> !isFiring(clients)), "s");
  }

  /** Generates constant traffic, about that of a small product. */
  private static final class Traffic implements Runnable {
    private final LatencyClients clients;
    private volatile boolean isStopped;

    Traffic(LatencyClients clients) {
      this.clients = clients;
    }

    @Override
    public void run() {
      try {
        for (int round = 0; !isStopped; round++) {
          clients.runTurns(10, "round " + round + " ");
        }
      } catch (Exception e) {
        throw new IllegalStateException("traffic failed", e);
      }
    }
  }

  private static boolean isFiring(LatencyClients clients) {
    for (JsonNode alert : alerts(clients)) {
      if (alert.path("state").asText().equals("firing")
          && alert.path("severity").asText().equals("page")) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode alerts(LatencyClients clients) {
    try {
      return clients.alerts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double seconds(BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean() && System.nanoTime() - begin < TIMEOUT.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(250);
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
