package dev.firstword.operations.diagnosis;

import java.util.List;
import java.util.Optional;

/** Detects answers that take long because they are long, not because they are generated slowly. */
final class LongAnswersRule implements DiagnosticRule {

  /** About two screens. */
  private static final double LONG_ANSWER_TOKENS = 800;

  @Override
  public String id() {
    return "long_answers";
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    ExactPercentiles tokens =
        ExactPercentiles.of(
            sample.turns(),
            kept ->
                kept.turn().usage().answerTokens() == 0
                    ? Double.NaN
                    : kept.turn().usage().answerTokens());
    if (tokens.count() < TurnSample.MIN_TURNS || tokens.p50() < LONG_ANSWER_TOKENS) {
      return Optional.empty();
    }
    ExactPercentiles pace =
        ExactPercentiles.of(
            sample.turns(),
            kept -> {
              Double measured = kept.turn().tokensPerSecond();
              return measured == null ? Double.NaN : measured;
            });
    return Optional.of(
        new Recommendation(
            id(),
            "Answers are long",
            "Ask for shorter ones, and give a summary first. The saving assumes answers of at most"
                + " "
                + (long) LONG_ANSWER_TOKENS
                + " tokens.",
            "profiles."
                + TurnSample.mostCommonProfile(sample.turns())
                + ".max_tokens: "
                + (long) LONG_ANSWER_TOKENS,
            sample.share(kept -> kept.turn().usage().answerTokens() > LONG_ANSWER_TOKENS),
            List.of(
                new Evidence("output tokens p50", tokens.p50(), LONG_ANSWER_TOKENS),
                Evidence.of("output tokens p95", tokens.p95()),
                Evidence.of("tokens per second p50", pace.p50())),
            Saving.replay(
                "answers cut at " + (long) LONG_ANSWER_TOKENS + " tokens",
                sample.turns(),
                (kept, times) -> {
                  double excessTokens = kept.turn().usage().answerTokens() - LONG_ANSWER_TOKENS;
                  double generation = TurnSample.generationMs(kept);
                  return excessTokens <= 0 || Double.isNaN(generation)
                      ? times
                      : times.endingEarlier(
                          generation * excessTokens / kept.turn().usage().answerTokens());
                })));
  }
}
