package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Vitals;
import java.util.List;
import java.util.Optional;

/** The server writes early, and the browser sees it late and all at once. */
final class BufferedStream implements Remedy {

  /** Longer than any network's way. */
  private static final double LEAST_LATE_MS = 500;

  private static final double LEAST_SHARE = 0.5;

  /**
   * Of the time that the answer was written in. What is seen within less came in a lump: an nginx
   * that holds back lets go of it whenever a buffer is full, the last time at the end.
   */
  private static final double AT_ONCE = 0.75;

  @Override
  public String id() {
    return "buffered_stream";
  }

  @Override
  public Optional<Finding> examine(Sample sample) {
    List<KeptTurn> seen = sample.turns().stream().filter(BufferedStream::isSeen).toList();
    if (seen.size() < Sample.LEAST) {
      return Optional.empty();
    }
    Spread late = Spread.of(seen, BufferedStream::lateMs);
    double share = (double) seen.stream().filter(BufferedStream::isHeldBack).count() / seen.size();
    if (share < LEAST_SHARE) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            id(),
            "Something on the way holds the stream back",
            "A proxy collects the answer before it passes it on. Let it pass on what it gets, at"
                + " once; the command doctor says which one it is.",
            "proxy_buffering off;",
            share,
            List.of(
                new Evidence("share of answers seen late and all at once", share, LEAST_SHARE),
                new Evidence(
                    "first text seen after it was written, p50 ms", late.p50(), LEAST_LATE_MS),
                Evidence.of("first text seen after it was written, p95 ms", late.p95())),
            Saving.replay(
                "the first text seen as soon after it was written as the last",
                seen,
                (kept, times) ->
                    new Times(times.ttftMs(), times.totalMs(), times.seenMs() - lateMs(kept)))));
  }

  private static boolean isSeen(KeptTurn kept) {
    Vitals seen = kept.seen();
    return seen != null
        && seen.firstTextMs() != null
        && seen.totalMs() != null
        && !seen.abandoned()
        && kept.turn().ttftMs() != null;
  }

  /** How much later than the last text the first one was seen, each after it was written. */
  private static double lateMs(KeptTurn kept) {
    Vitals seen = kept.seen();
    Double ttft = kept.turn().ttftMs();
    if (seen == null || seen.firstTextMs() == null || seen.totalMs() == null || ttft == null) {
      return Double.NaN;
    }
    double way = Math.max(0, seen.totalMs() - kept.turn().totalMs());
    return Math.max(0, seen.firstTextMs() - ttft - way);
  }

  private static boolean isHeldBack(KeptTurn kept) {
    Vitals seen = kept.seen();
    if (seen == null || seen.firstTextMs() == null || seen.totalMs() == null) {
      return false;
    }
    double written =
        kept.turn().totalMs() - (kept.turn().ttftMs() == null ? 0 : kept.turn().ttftMs());
    return lateMs(kept) >= LEAST_LATE_MS
        && seen.totalMs() - seen.firstTextMs() <= AT_ONCE * written;
  }
}
