package dev.firstword.operations.diagnosis;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.record.FinishedTurn;
import java.util.List;
import java.util.Optional;

/** Detects a phase that is slow and that the model waits for. */
record SlowPhaseRule(String phase) implements DiagnosticRule {

  /**
   * Several times what a healthy phase takes: 40 ms for a search, 100 ms to rerank ten passages.
   */
  private static final double SLOW_MS = 250;

  /** A budget that a healthy phase keeps. */
  private static final double BUDGET_MS = 100;

  private static final double MIN_SAVED_MS = 50;

  @Override
  public String id() {
    return "slow_" + phase;
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    ExactPercentiles took =
        ExactPercentiles.of(
            sample.turns(),
            kept -> {
              Double ms = kept.turn().phaseMs(phase);
              return ms == null ? Double.NaN : ms;
            });
    if (took.count() < TurnSample.MIN_TURNS || took.p50() < SLOW_MS) {
      return Optional.empty();
    }
    Saving saving =
        Saving.replay(
            phase + " given up after " + (long) BUDGET_MS + " ms",
            sample.turns(),
            (kept, times) -> times.startingEarlier(savedMs(kept.turn())));
    if (saving.gain().ttftMs().p50() < MIN_SAVED_MS) {
      return Optional.empty(); // Other phases take as long, so it is not on the critical path.
    }
    double critical =
        sample.share(kept ->
            kept.turn().timeline().spans().stream()
                .anyMatch(span -> span.name().equals(phase) && span.critical()));
    return Optional.of(
        new Recommendation(
            id(),
            "The phase " + phase + " is slow, and the model waits for it",
            "Give it a budget, after which the turn continues without its result. If the result"
                + " is worth the wait, make it faster instead; the saving is the same.",
            "profiles."
                + TurnSample.mostCommonProfile(sample.turns())
                + ".phases."
                + phase
                + ": {budget: "
                + (long) BUDGET_MS
                + "ms, on_timeout: degrade}",
            (double) took.count() / sample.turns().size(),
            List.of(
                new Evidence(phase + " p50 ms", took.p50(), SLOW_MS),
                Evidence.of(phase + " p95 ms", took.p95()),
                Evidence.of("share of turns with it on the critical path", critical)),
            saving));
  }

  private double savedMs(FinishedTurn turn) {
    List<Span> spans = TurnSample.preparationPhases(turn);
    long called = TurnSample.modelCallMicros(turn);
    long currentMicros = PhaseGraph.modelCallMicros(spans, called, Span::durationMicros);
    long cappedMicros = PhaseGraph.modelCallMicros(spans, called, this::cappedDuration);
    return Math.max(0, currentMicros - cappedMicros) / 1e3;
  }

  private long cappedDuration(Span span) {
    return span.name().equals(phase)
        ? Math.min(span.durationMicros(), (long) (BUDGET_MS * 1e3))
        : span.durationMicros();
  }
}
