package dev.firstword.monitor.diagnosis;

import java.util.List;
import java.util.Optional;

/** It takes long because there is much to write, not because it is written slowly. */
final class LongAnswers implements Remedy {

  /** About two screens. */
  private static final double LONG = 800;

  @Override
  public String id() {
    return "long_answers";
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    Spread tokens =
        Spread.of(
            sample.turns(),
            kept ->
                kept.turn().usage().outputTokens() == 0
                    ? Double.NaN
                    : kept.turn().usage().outputTokens());
    if (tokens.count() < Sample.LEAST || tokens.p50() < LONG) {
      return Optional.empty();
    }
    Spread pace =
        Spread.of(
            sample.turns(),
            kept -> {
              Double measured = kept.turn().tokensPerSecond();
              return measured == null ? Double.NaN : measured;
            });
    return Optional.of(
        new Finding(
            id(),
            "Answers are long",
            "Ask for shorter ones, and give a summary first. The saving is that of answers no longer"
                + " than "
                + (long) LONG
                + " tokens.",
            "profiles." + Sample.profile(sample.turns()) + ".max_tokens: " + (long) LONG,
            sample.share(kept -> kept.turn().usage().outputTokens() > LONG),
            List.of(
                new Evidence("output tokens p50", tokens.p50(), LONG),
                Evidence.of("output tokens p95", tokens.p95()),
                Evidence.of("tokens per second p50", pace.p50())),
            Saving.replay(
                "answers cut at " + (long) LONG + " tokens",
                sample.turns(),
                (kept, times) -> {
                  double more = kept.turn().usage().outputTokens() - LONG;
                  double generation = Sample.generationMs(kept);
                  return more <= 0 || Double.isNaN(generation)
                      ? times
                      : times.shorter(generation * more / kept.turn().usage().outputTokens());
                })));
  }
}
