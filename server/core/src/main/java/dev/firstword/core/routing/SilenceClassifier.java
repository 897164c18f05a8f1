package dev.firstword.core.routing;

import dev.firstword.core.routing.live.ThinkingProfile;
import dev.firstword.core.routing.live.ThinkingProfile.Usual;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.Typical;
import org.jspecify.annotations.Nullable;

/**
 * Tells a thinking model from a stalled one, by what arrives and by what is usual for this model.
 * Learns from each thought that ends. Confined to the loop of its call.
 *
 * <p>A thought that reports progress (text or token counts) is judged by its pauses, a silent one
 * by its length. In both, bytes without progress, such as pings, only show that the connection
 * lives.
 */
final class SilenceClassifier {

  /**
   * How many times the usual 99th percentile a silent thought may last. In a log-normal
   * distribution, as those of thoughts are, one in 100,000 is longer.
   */
  private static final double GIVE_UP_DURATION_FACTOR = 4;

  /** The same for pauses, of which there are many in a thought. */
  private static final double GIVE_UP_PAUSE_FACTOR = 10;

  /** Patience with a model whose thoughts were short so far: the next question may be harder. */
  private static final long MIN_GIVE_UP_NANOS = seconds(180);

  /** Many providers pause by the clock, so that many pauses are as long as the longest. */
  private static final double PAUSE_MARGIN = 1.1;

  /** Pauses below this are never remarkable. */
  private static final long MIN_PAUSE_NANOS = seconds(5);

  /** How many times the usual time without bytes means that the connection is dead. */
  private static final double DEAD_FACTOR = 3;

  private static final long MIN_DEAD_NANOS = seconds(10);

  /** How many reads without progress show that this connection has a heartbeat. */
  private static final int MIN_HEARTBEATS = 3;

  /**
   * The shortest time without bytes that means death, if only this thought's heartbeat is known.
   */
  private static final long MIN_DEAD_BY_HEARTBEAT_NANOS = seconds(60);

  private final ThinkingProfile profile;
  private final long uncachedTokens;
  private @Nullable Usual usual;
  private @Nullable FinishedThought finished;
  private long startedNanos;
  private long lastProgressNanos;
  private long lastBytesNanos;
  private long longestProgressGapNanos;
  private long longestByteGapNanos;
  private int heartbeats;
  private boolean hasReported;
  private boolean progressSinceRead;

  private record FinishedThought(
      double ms, @Nullable Double longestProgressGapMs, @Nullable Double longestByteGapMs) {}

  SilenceClassifier(ThinkingProfile profile, long uncachedTokens) {
    this.profile = profile;
    this.uncachedTokens = uncachedTokens;
  }

  boolean isThinking() {
    return usual != null;
  }

  void onThinkingStarted(long now) {
    onContinued();
    usual = profile.usual(uncachedTokens);
    startedNanos = now;
    lastProgressNanos = now;
    lastBytesNanos = now;
    longestProgressGapNanos = 0;
    longestByteGapNanos = 0;
    heartbeats = 0;
    hasReported = false;
    progressSinceRead = true;
  }

  /**
   * A piece of the thought, or a count of its tokens.
   *
   * @return whether {@link #giveUpNanos} may be earlier than before
   */
  boolean onProgress(long now) {
    longestProgressGapNanos = Math.max(longestProgressGapNanos, now - lastProgressNanos);
    lastProgressNanos = now;
    progressSinceRead = true;
    boolean isFirst = !hasReported;
    hasReported = true;
    return isFirst;
  }

  /**
   * Something was read from the connection, whatever it was.
   *
   * @return whether {@link #giveUpNanos} may be earlier than before
   */
  boolean onRead(long now) {
    longestByteGapNanos = Math.max(longestByteGapNanos, now - lastBytesNanos);
    lastBytesNanos = now;
    boolean isHeartbeat = !progressSinceRead;
    progressSinceRead = false;
    if (isHeartbeat) {
      heartbeats++;
    }
    return isHeartbeat && heartbeats == MIN_HEARTBEATS;
  }

  /** The thought has ended; whether by itself, shows what follows. */
  void onThinkingFinished(long now) {
    if (usual == null) {
      return;
    }
    long progressGap = Math.max(longestProgressGapNanos, now - lastProgressNanos);
    long byteGap = Math.max(longestByteGapNanos, now - lastBytesNanos);
    finished =
        new FinishedThought(
            (now - startedNanos) / 1e6,
            hasReported ? progressGap / 1e6 : null,
            heartbeats >= MIN_HEARTBEATS ? byteGap / 1e6 : null);
    usual = null;
  }

  /** The call continues or has ended normally, so the last thought had ended by itself. */
  void onContinued() {
    FinishedThought thought = finished;
    if (thought != null) {
      finished = null;
      profile.recordThought(
          uncachedTokens, thought.ms, thought.longestProgressGapMs, thought.longestByteGapMs);
    }
  }

  /**
   * The call was closed, perhaps in the middle of a thought. One that had stalled says nothing
   * about the length of thoughts: counting it would delay the notice of the next.
   */
  void onClosed(long now) {
    finished = null;
    if (usual == null) {
      return;
    }
    if (classify(now).kind() == SilenceKind.THINKING) {
      profile.recordUnfinished(uncachedTokens, (now - startedNanos) / 1e6);
    }
    usual = null;
  }

  /** Classifies the silence of the current thought. Must be called while thinking. */
  Silence classify(long now) {
    Usual known = requireThinking();
    Typical typical =
        known.isMeasured()
            ? new Typical(Math.round(known.p50Ms()), Math.round(known.p95Ms()))
            : null;
    long deadAt = deadNanos(known);
    if (now >= deadAt) {
      return new Silence(
          SilenceKind.DEAD, Silence.UNUSUAL, lastBytesNanos, Long.MAX_VALUE, typical);
    }
    boolean reports = hasReported || known.reports();
    long stalledSince = reports ? lastProgressNanos : startedNanos;
    long stalledAt =
        stalledSince
            + (reports
                ? Math.max(MIN_PAUSE_NANOS, nanos(PAUSE_MARGIN * known.progressGapP99Ms()))
                : nanos(known.p99Ms()));
    if (now >= stalledAt) {
      return new Silence(SilenceKind.NO_PROGRESS, Silence.UNUSUAL, stalledSince, deadAt, typical);
    }
    double[] stages = {known.p50Ms(), known.p80Ms(), known.p95Ms()};
    int stage = 0;
    while (stage < stages.length && now >= startedNanos + nanos(stages[stage])) {
      stage++;
    }
    long nextStage = stage < stages.length ? startedNanos + nanos(stages[stage]) : Long.MAX_VALUE;
    return new Silence(
        SilenceKind.THINKING,
        stage,
        startedNanos,
        Math.min(nextStage, Math.min(stalledAt, deadAt)),
        typical);
  }

  /** Returns when to give up on the current thought if nothing more arrives. */
  long giveUpNanos() {
    Usual known = requireThinking();
    double patienceMs =
        hasReported && known.isProgressGapMeasured()
            ? GIVE_UP_PAUSE_FACTOR * known.progressGapP99Ms()
            : GIVE_UP_DURATION_FACTOR * known.p99Ms();
    long stalled =
        (hasReported ? lastProgressNanos : startedNanos)
            + Math.max(MIN_GIVE_UP_NANOS, nanos(patienceMs));
    long dead = deadNanos(known);
    return dead == Long.MAX_VALUE
        ? stalled
        : Math.min(stalled, lastBytesNanos + 2 * (dead - lastBytesNanos));
  }

  /** When the connection counts as dead if no byte arrives; never if it may just have no pings. */
  private long deadNanos(Usual known) {
    long silence = Long.MAX_VALUE;
    Double byteGap = known.byteGapP99Ms();
    if (byteGap != null) {
      silence = Math.max(MIN_DEAD_NANOS, nanos(DEAD_FACTOR * byteGap));
    }
    if (heartbeats >= MIN_HEARTBEATS) {
      long byHeartbeat = (long) (2 * DEAD_FACTOR * longestByteGapNanos);
      silence = Math.min(silence, Math.max(MIN_DEAD_BY_HEARTBEAT_NANOS, byHeartbeat));
    }
    return silence == Long.MAX_VALUE ? Long.MAX_VALUE : lastBytesNanos + silence;
  }

  private Usual requireThinking() {
    Usual known = usual;
    if (known == null) {
      throw new IllegalStateException("the model is not thinking");
    }
    return known;
  }

  private static long nanos(double ms) {
    return (long) (ms * 1e6);
  }

  private static long seconds(long count) {
    return count * 1_000_000_000L;
  }
}
