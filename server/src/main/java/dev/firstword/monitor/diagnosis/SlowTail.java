package dev.firstword.monitor.diagnosis;

import java.util.List;
import java.util.Optional;

/** Most first tokens come soon, and a few very late. */
final class SlowTail implements Remedy {

  /** First-token times are log-normal with a sigma of about 0.35: p99 is 2.3 times p50. */
  private static final double USUAL_RATIO = 4;

  private static final int LEAST = 100;

  @Override
  public String id() {
    return "slow_tail";
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    Spread model = Spread.of(sample.turns(), Sample::modelTtftMs);
    double ratio = model.p99() / model.p50();
    if (model.count() < LEAST || !(ratio >= USUAL_RATIO)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            id(),
            "Most first tokens come soon, and a few very late",
            "Ask a second time when the first token is late, and keep whoever speaks first.",
            "routing.hedge.rate: 0.05",
            sample.share(kept -> Sample.modelTtftMs(kept) > model.p95()),
            List.of(
                new Evidence("model_ttft_ms p99 / p50", ratio, USUAL_RATIO),
                Evidence.of("model_ttft_ms p50", model.p50()),
                Evidence.of("model_ttft_ms p99", model.p99())),
            Saving.replay(
                "a second call after p95 that takes what is usual",
                sample.turns(),
                (kept, times) ->
                    times.sooner(
                        Math.max(0, Sample.modelTtftMs(kept) - (model.p95() + model.p50()))))));
  }
}
