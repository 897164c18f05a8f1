package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.timeline.Recording.Span;
import java.util.List;
import java.util.Optional;

/** Phases that need nothing of each other go on one after another. */
final class SequentialPhases implements Remedy {

  /** Under half of the turns it is chance: a thread that came late. */
  private static final double LEAST_SHARE = 0.5;

  /** Below that nobody notices. */
  private static final double LEAST_WAIT_MS = 20;

  @Override
  public String id() {
    return "sequential_phases";
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    double share = sample.share(kept -> waitedMs(kept) >= LEAST_WAIT_MS);
    if (share < LEAST_SHARE) {
      return Optional.empty();
    }
    Spread waited = Spread.of(sample.turns(), SequentialPhases::waitedMs);
    return Optional.of(
        new Finding(
            id(),
            "Phases wait for each other",
            "Let phases that need nothing of each other go on at once: the wait is then the longest"
                + " way through them, not their sum.",
            "lab.sequential: false",
            share,
            List.of(
                new Evidence("share of turns whose phases wait for each other", share, LEAST_SHARE),
                new Evidence(
                    "wait for a phase that is not needed, p50 ms", waited.p50(), LEAST_WAIT_MS),
                Evidence.of("wait for a phase that is not needed, p95 ms", waited.p95())),
            Saving.replay(
                "each phase begun once what it needs had ended",
                sample.turns(),
                (kept, times) -> times.sooner(savedMs(kept.turn())))));
  }

  /**
   * The longest that one of a turn's phases waited while others went on that it does not need. Some
   * have to wait until the person is known, which is no mistake.
   */
  private static double waitedMs(KeptTurn kept) {
    List<Span> spans =
        Sample.beforeModel(kept.turn()).stream()
            .filter(span -> !span.name().equals("auth"))
            .toList();
    return spans.stream()
        .mapToDouble(span -> PhaseGraph.waitedForOthers(spans, span) / 1e3)
        .max()
        .orElse(0);
  }

  private static double savedMs(FinishedTurn turn) {
    long called = Sample.modelCalledMicros(turn);
    long would = PhaseGraph.modelCalled(Sample.beforeModel(turn), called, Span::durationMicros);
    return Math.max(0, called - would) / 1e3;
  }
}
