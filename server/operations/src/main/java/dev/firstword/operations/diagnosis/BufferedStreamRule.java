package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.Vitals;
import java.util.List;
import java.util.Optional;

/**
 * Detects a proxy that buffers the stream: the server writes early, but the browser receives late
 * and all at once.
 */
final class BufferedStreamRule implements DiagnosticRule {

  /** Longer than any network's latency. */
  private static final double MIN_DELAY_MS = 500;

  private static final double MIN_SHARE = 0.5;

  /**
   * The maximum share of the generation time in which a buffered answer arrives. A buffering nginx
   * flushes whenever a buffer is full, and last at the end.
   */
  private static final double MAX_ARRIVAL_RATIO = 0.75;

  @Override
  public String id() {
    return "buffered_stream";
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    List<RecentTurn> observed =
        sample.turns().stream().filter(BufferedStreamRule::hasVitals).toList();
    if (observed.size() < TurnSample.MIN_TURNS) {
      return Optional.empty();
    }
    ExactPercentiles delay = ExactPercentiles.of(observed, BufferedStreamRule::delayMs);
    double share =
        (double) observed.stream().filter(BufferedStreamRule::isBuffered).count() / observed.size();
    if (share < MIN_SHARE) {
      return Optional.empty();
    }
    return Optional.of(
        new Recommendation(
            id(),
            "Something between server and browser buffers the stream",
            "A proxy collects the answer before it passes it on. Turn its buffering off; the"
                + " command doctor says which one it is.",
            "proxy_buffering off;",
            share,
            List.of(
                new Evidence("share of answers seen late and all at once", share, MIN_SHARE),
                new Evidence(
                    "first text seen after it was written, p50 ms", delay.p50(), MIN_DELAY_MS),
                Evidence.of("first text seen after it was written, p95 ms", delay.p95())),
            Saving.replay(
                "the first text seen as soon after it was written as the last",
                observed,
                (kept, times) ->
                    new TurnTimes(
                        times.ttftMs(),
                        times.totalMs(),
                        times.seenFirstTextMs() - delayMs(kept)))));
  }

  private static boolean hasVitals(RecentTurn kept) {
    Vitals vitals = kept.vitals();
    return vitals != null
        && vitals.firstTextMs() != null
        && vitals.totalMs() != null
        && !vitals.abandoned()
        && kept.turn().ttftMs() != null;
  }

  /** Returns how much longer the first text took from server to browser than the last. */
  private static double delayMs(RecentTurn kept) {
    Vitals vitals = kept.vitals();
    Double ttft = kept.turn().ttftMs();
    if (vitals == null
        || vitals.firstTextMs() == null
        || vitals.totalMs() == null
        || ttft == null) {
      return Double.NaN;
    }
    double networkMs = Math.max(0, vitals.totalMs() - kept.turn().totalMs());
    return Math.max(0, vitals.firstTextMs() - ttft - networkMs);
  }

  private static boolean isBuffered(RecentTurn kept) {
    Vitals vitals = kept.vitals();
    if (vitals == null || vitals.firstTextMs() == null || vitals.totalMs() == null) {
      return false;
    }
    double generationMs =
        kept.turn().totalMs() - (kept.turn().ttftMs() == null ? 0 : kept.turn().ttftMs());
    return delayMs(kept) >= MIN_DELAY_MS
        && vitals.totalMs() - vitals.firstTextMs() <= MAX_ARRIVAL_RATIO * generationMs;
  }
}
