package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.timeline.Recording.Span;
import java.util.List;
import java.util.Optional;

/** One phase is slow, and the model waits for it. */
record SlowPhase(String phase) implements Remedy {

  /** What such a phase takes that is well: a search 40 ms, a reranker of ten passages 100. */
  private static final double SLOW_MS = 250;

  /** A budget that a phase which is well keeps. */
  private static final double BUDGET_MS = 100;

  private static final double LEAST_SAVED_MS = 50;

  @Override
  public String id() {
    return "slow_" + phase;
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    Spread took =
        Spread.of(
            sample.turns(),
            kept -> {
              Double ms = kept.turn().phaseMs(phase);
              return ms == null ? Double.NaN : ms;
            });
    if (took.count() < Sample.LEAST || took.p50() < SLOW_MS) {
      return Optional.empty();
    }
    Saving saving =
        Saving.replay(
            phase + " given up after " + (long) BUDGET_MS + " ms",
            sample.turns(),
            (kept, times) -> times.sooner(savedMs(kept.turn())));
    if (saving.gain().ttftMs().p50() < LEAST_SAVED_MS) {
      return Optional.empty(); // Others take as long: it is not on the critical path.
    }
    double critical =
        sample.share(kept ->
            kept.turn().recording().spans().stream()
                .anyMatch(span -> span.name().equals(phase) && span.critical()));
    return Optional.of(
        new Finding(
            id(),
            "The phase " + phase + " is slow, and the model waits for it",
            "Give it a budget: what is not there by then the turn goes on without. Where what it"
                + " brings is worth the wait, make it quicker instead; the saving is the same.",
            "profiles."
                + Sample.profile(sample.turns())
                + ".phases."
                + phase
                + ": {budget: "
                + (long) BUDGET_MS
                + "ms, late: degrade}",
            (double) took.count() / sample.turns().size(),
            List.of(
                new Evidence(phase + " p50 ms", took.p50(), SLOW_MS),
                Evidence.of(phase + " p95 ms", took.p95()),
                Evidence.of("share of turns with it on the critical path", critical)),
            saving));
  }

  private double savedMs(FinishedTurn turn) {
    List<Span> spans = Sample.beforeModel(turn);
    long called = Sample.modelCalledMicros(turn);
    long now = PhaseGraph.modelCalled(spans, called, Span::durationMicros);
    long then = PhaseGraph.modelCalled(spans, called, this::within);
    return Math.max(0, now - then) / 1e3;
  }

  private long within(Span span) {
    return span.name().equals(phase)
        ? Math.min(span.durationMicros(), (long) (BUDGET_MS * 1e3))
        : span.durationMicros();
  }
}
