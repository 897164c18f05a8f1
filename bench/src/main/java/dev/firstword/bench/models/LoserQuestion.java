package dev.firstword.bench.models;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Simulator.Call;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Stage;
import dev.firstword.bench.stage.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How soon the call that lost is closed once the other has spoken, by the provider's own clock, one
 * turn after the other: the best model never says a word, and the fast one is asked beside it after
 * 100 ms.
 */
final class LoserQuestion {

  private static final int WARM_UPS = 20;
  private static final double CLOSED_WITHIN_MS = 50;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String SETTINGS =
      """
      routing:
        hedge: {rate: 0.5, after: 100ms}
      """;

  private LoserQuestion() {}

  static void ask(Path root, Passes passes) throws Exception {
    int turns = WARM_UPS + Math.min(100, Size.of("TURNS", 1_000));
    try (Stage stage = Stage.open(root, SETTINGS)) {
      stage.simulator().pace(new Pace(20, 30, 1_000, 10));
      stage.simulator().pace(OverHttp.BEST, new Pace(60_000, 60_001, 50, 10));
      for (int turn = 0; turn < turns; turn++) {
        stage.simulator().clearCalls();
        HeardTurn.asking(
            stage.server().address(), "Compare draft " + turn + " and 7.", "hedge-" + turn);
        double ms = Wait.forValue(LIMIT, "both calls' ends", () -> closedAfter(stage.simulator()));
        if (turn >= WARM_UPS) {
          passes.record(
              "a second call has spoken: until the first one is closed, each of "
                  + (turns - WARM_UPS),
              ms,
              "ms",
              Target.atMost(CLOSED_WITHIN_MS));
        }
      }
    }
  }

  /** Milliseconds from the first token of the call that won to the end of the one that lost. */
  private static Optional<Double> closedAfter(Simulator simulator) throws Exception {
    List<Call> calls = simulator.endedCalls();
    Optional<Call> lost =
        calls.stream().filter(call -> call.ending().equals("closed_by_client")).findFirst();
    Optional<Call> won = calls.stream().filter(call -> call.firstTokenAtMs() > 0).findFirst();
    return lost.isPresent() && won.isPresent()
        ? Optional.of((double) (lost.get().endedAtMs() - won.get().firstTokenAtMs()))
        : Optional.empty();
  }
}
