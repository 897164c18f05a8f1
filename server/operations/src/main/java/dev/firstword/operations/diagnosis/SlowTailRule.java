package dev.firstword.operations.diagnosis;

import java.util.List;
import java.util.Optional;

/** Detects models whose first tokens usually arrive early, but sometimes very late. */
final class SlowTailRule implements DiagnosticRule {

  /** First-token times are log-normal with a sigma of about 0.35: p99 is 2.3 times p50. */
  private static final double MIN_TAIL_RATIO = 4;

  private static final int MIN_TURNS = 100;

  @Override
  public String id() {
    return "slow_tail";
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    ExactPercentiles model = ExactPercentiles.of(sample.turns(), TurnSample::modelTtftMs);
    double ratio = model.p99() / model.p50();
    if (model.count() < MIN_TURNS || !(ratio >= MIN_TAIL_RATIO)) {
      return Optional.empty();
    }
    return Optional.of(
        new Recommendation(
            id(),
            "Most first tokens arrive early, and a few very late",
            "Hedge: call a second time when the first token is late, and keep what comes first.",
            "routing.hedge.rate: 0.05",
            sample.share(kept -> TurnSample.modelTtftMs(kept) > model.p95()),
            List.of(
                new Evidence("model_ttft_ms p99 / p50", ratio, MIN_TAIL_RATIO),
                Evidence.of("model_ttft_ms p50", model.p50()),
                Evidence.of("model_ttft_ms p99", model.p99())),
            Saving.replay(
                "a second call after p95 that takes the median time",
                sample.turns(),
                (kept, times) ->
                    times.startingEarlier(
                        Math.max(0, TurnSample.modelTtftMs(kept) - (model.p95() + model.p50()))))));
  }
}
