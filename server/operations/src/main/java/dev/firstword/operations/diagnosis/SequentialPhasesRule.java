package dev.firstword.operations.diagnosis;

import dev.firstword.core.timeline.TimelineSnapshot.Span;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import java.util.List;
import java.util.Optional;

/** Detects phases that run one after another although they do not depend on each other. */
final class SequentialPhasesRule implements DiagnosticRule {

  /** In fewer than half of the turns it is chance, such as a thread that started late. */
  private static final double MIN_SHARE = 0.5;

  /** Shorter waits are not noticeable. */
  private static final double MIN_WAIT_MS = 20;

  @Override
  public String id() {
    return "sequential_phases";
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    double share = sample.share(kept -> avoidableWaitMs(kept) >= MIN_WAIT_MS);
    if (share < MIN_SHARE) {
      return Optional.empty();
    }
    ExactPercentiles waited =
        ExactPercentiles.of(sample.turns(), SequentialPhasesRule::avoidableWaitMs);
    return Optional.of(
        new Recommendation(
            id(),
            "Phases wait for each other",
            "Let phases that do not depend on each other run in parallel: the wait is then the"
                + " longest path through them, not their sum.",
            "latency_injection.sequential: false",
            share,
            List.of(
                new Evidence("share of turns whose phases wait for each other", share, MIN_SHARE),
                new Evidence("wait for an independent phase, p50 ms", waited.p50(), MIN_WAIT_MS),
                Evidence.of("wait for an independent phase, p95 ms", waited.p95())),
            Saving.replay(
                "each phase begun once its dependencies had ended",
                sample.turns(),
                (kept, times) -> times.startingEarlier(savedMs(kept.turn())))));
  }

  /**
   * Returns the longest time that a phase of a turn waited for phases it does not depend on.
   * Authentication is excluded: phases that wait for the user's identity are correct.
   */
  private static double avoidableWaitMs(RecentTurn kept) {
    List<Span> spans =
        TurnSample.preparationPhases(kept.turn()).stream()
            .filter(span -> !span.name().equals("auth"))
            .toList();
    return spans.stream()
        .mapToDouble(span -> PhaseGraph.avoidableWaitMicros(spans, span) / 1e3)
        .max()
        .orElse(0);
  }

  private static double savedMs(FinishedTurn turn) {
    long actualMicros = TurnSample.modelCallMicros(turn);
    long parallelMicros =
        PhaseGraph.modelCallMicros(
            TurnSample.preparationPhases(turn), actualMicros, Span::durationMicros);
    return Math.max(0, actualMicros - parallelMicros) / 1e3;
  }
}
