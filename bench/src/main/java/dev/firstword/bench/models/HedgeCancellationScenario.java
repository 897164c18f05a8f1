package dev.firstword.bench.models;

import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SimulatorClient.ProviderCall;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Measures how soon the losing call of a hedge is closed once the other one has sent its first
 * token, by the provider's clock. Turns run one after the other: the best model never answers, and
 * the fast one is called as a hedge after 100 ms.
 */
final class HedgeCancellationScenario {

  private static final int WARM_UPS = 20;
  private static final double MAX_CLOSE_MS = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final String SETTINGS =
      """
      routing:
        hedge: {rate: 0.5, after: 100ms}
      """;

  private HedgeCancellationScenario() {}

  static void measure(Path root, Measurements measurements) throws Exception {
    int turns = WARM_UPS + Math.min(100, RunSize.of("TURNS", 1_000));
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, SETTINGS)) {
      environment.simulator().setPace(new Pace(20, 30, 1_000, 10));
      environment.simulator().setPace(HttpWorkload.BEST, new Pace(60_000, 60_001, 50, 10));
      for (int turn = 0; turn < turns; turn++) {
        environment.simulator().clearCalls();
        ObservedTurn.post(
            environment.server().address(), "Compare draft " + turn + " and 7.", "hedge-" + turn);
        double ms =
            Polling.until(
                TIMEOUT, "both calls' ends", () -> millisUntilLoserClosed(environment.simulator()));
        if (turn >= WARM_UPS) {
          measurements.record(
              "first token of a second call to the first call closed, each of "
                  + (turns - WARM_UPS),
              ms,
              "ms",
              Target.atMost(MAX_CLOSE_MS));
        }
      }
    }
  }

  /** Returns the milliseconds from the winning call's first token to the losing call's end. */
  private static Optional<Double> millisUntilLoserClosed(SimulatorClient simulator)
      throws Exception {
    List<ProviderCall> calls = simulator.endedCalls();
    Optional<ProviderCall> loser =
        calls.stream().filter(call -> call.outcome().equals("closed_by_client")).findFirst();
    Optional<ProviderCall> winner =
        calls.stream().filter(call -> call.firstTokenAtMs() > 0).findFirst();
    return loser.isPresent() && winner.isPresent()
        ? Optional.of((double) (loser.get().endedAtMs() - winner.get().firstTokenAtMs()))
        : Optional.empty();
  }
}
