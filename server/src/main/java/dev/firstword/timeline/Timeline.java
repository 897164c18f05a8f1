package dev.firstword.timeline;

import dev.firstword.protocol.Latency;
import dev.firstword.protocol.Latency.PhaseTiming;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.Usage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The phases of one turn and the moments that matter in it, in nanoseconds of one monotonic clock.
 * Confined to the turn's loop; whoever worked elsewhere hands in the moments it took there.
 */
public final class Timeline {

  /** To the model's first token. */
  public static final String MODEL = "model";

  /** From the first token to the last. */
  public static final String GENERATION = "generation";

  /** From knowing who asks to their message being durable. */
  public static final String STORE = "store";

  private final long receivedNanos;
  private final boolean measured;
  private final List<Span> spans = new ArrayList<>(8);
  private final List<Recording.Attempt> attempts = new ArrayList<>(2);
  private long lastSignNanos;
  private long silenceNanos;
  private long finishedNanos = -1;
  private long firstTextNanos = -1;
  private long lastTextNanos = -1;
  private long modelCalledNanos = -1;

  /** Starts at the moment the request was received. */
  public Timeline(long receivedNanos) {
    this(receivedNanos, true);
  }

  private Timeline(long receivedNanos, boolean measured) {
    this.receivedNanos = receivedNanos;
    this.measured = measured;
    this.lastSignNanos = receivedNanos;
  }

  /** One that keeps nothing, to be held against one that does: what measuring costs. */
  public static Timeline unmeasured(long receivedNanos) {
    return new Timeline(receivedNanos, false);
  }

  /** Whether it keeps anything. */
  public boolean isMeasured() {
    return measured;
  }

  /** A phase, {@code endNanos} -1 while it goes on. */
  private record Span(String name, long startNanos, long endNanos, PhaseState state) {}

  /** Milliseconds from the request to the given moment; 0 for what was done ahead of it. */
  public long elapsedMs(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(nanos - receivedNanos, 0));
  }

  /** The message became durable; nobody sees that before the answer's head. */
  public void stored(long startNanos, long endNanos) {
    if (!measured) {
      return;
    }
    spans.add(new Span(STORE, startNanos, endNanos, PhaseState.FINISHED));
  }

  /** What was done ahead of the request cost it no time. */
  public void started(String phase, long nanos) {
    if (!measured) {
      return;
    }
    sign(nanos);
    spans.add(new Span(phase, Math.max(nanos, receivedNanos), -1, PhaseState.STARTED));
  }

  /** Ends the newest unfinished span of that phase; without one it is recorded as instantaneous. */
  public void ended(String phase, PhaseState state, long endNanos) {
    if (!measured) {
      return;
    }
    long nanos = Math.max(endNanos, receivedNanos);
    sign(nanos);
    for (int i = spans.size() - 1; i >= 0; i--) {
      Span span = spans.get(i);
      if (span.name.equals(phase) && span.endNanos < 0) {
        spans.set(i, new Span(phase, span.startNanos, nanos, state));
        return;
      }
    }
    spans.add(new Span(phase, nanos, nanos, state));
  }

  public void modelCalled(long nanos) {
    modelCalledNanos = nanos;
    started(MODEL, nanos);
  }

  /** Another model than before is to answer, or the first one. */
  public void modelChosen(String model, ModelReason reason, long nanos) {
    if (!measured) {
      return;
    }
    sign(nanos);
    attempts.add(new Recording.Attempt(model, reason, micros(nanos)));
  }

  /** There is something new to look at. Those who work elsewhere may tell of it a little late. */
  private void sign(long nanos) {
    if (nanos > lastSignNanos) {
      silenceNanos = Math.max(silenceNanos, nanos - lastSignNanos);
      lastSignNanos = nanos;
    }
  }

  /** A piece of the answer's text was written. */
  public void textWritten(long nanos) {
    if (!measured) {
      return;
    }
    sign(nanos);
    if (firstTextNanos < 0) {
      firstTextNanos = nanos;
      ended(MODEL, PhaseState.FINISHED, nanos);
      started(GENERATION, nanos);
    }
    lastTextNanos = nanos;
  }

  /** Whether any text was written. */
  public boolean hasText() {
    return firstTextNanos >= 0;
  }

  /** Nanoseconds of the newest text, or of the request while there is none. */
  public long lastTextNanos() {
    return hasText() ? lastTextNanos : receivedNanos;
  }

  /** Closes what is still open and sums up. Phases that never ended count as failed. */
  public Latency finish(Usage usage, boolean complete, long nowNanos) {
    if (hasText()) {
      ended(GENERATION, complete ? PhaseState.FINISHED : PhaseState.FAILED, lastTextNanos);
    }
    // Phases that go on at the same time are told of in no certain order.
    spans.sort(Comparator.comparingLong(Span::startNanos));
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      if (span.endNanos < 0) {
        spans.set(i, new Span(span.name, span.startNanos, nowNanos, PhaseState.FAILED));
      }
    }
    sign(nowNanos);
    finishedNanos = nowNanos;
    return new Latency(
        elapsedMs(nowNanos),
        hasText() ? elapsedMs(firstTextNanos) : null,
        hasText() && modelCalledNanos >= 0 ? milliseconds(modelCalledNanos, firstTextNanos) : null,
        hasText() ? milliseconds(firstTextNanos, lastTextNanos) : null,
        pace(usage),
        spans.stream().map(this::timing).toList(),
        critical().stream().mapToObj(i -> spans.get(i).name).toList());
  }

  /** All of it. To be called once it is finished. */
  public Recording recording() {
    if (finishedNanos < 0) {
      throw new IllegalStateException("the timeline goes on");
    }
    BitSet critical = critical();
    List<Recording.Span> recorded = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      recorded.add(
          new Recording.Span(
              span.name,
              micros(span.startNanos),
              TimeUnit.NANOSECONDS.toMicros(span.endNanos - span.startNanos),
              span.state,
              critical.get(i)));
    }
    return new Recording(
        micros(finishedNanos),
        hasText() ? micros(firstTextNanos) : -1,
        TimeUnit.NANOSECONDS.toMicros(silenceNanos),
        recorded,
        attempts);
  }

  private long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(Math.max(nanos - receivedNanos, 0));
  }

  /** (n - 1) tokens over the time between the first and the last, as OpenTelemetry defines it. */
  private @Nullable Double pace(Usage usage) {
    long nanos = lastTextNanos - firstTextNanos;
    if (!hasText() || nanos <= 0 || usage.outputTokens() < 2) {
      return null;
    }
    return (usage.outputTokens() - 1) * 1e9 / nanos;
  }

  private PhaseTiming timing(Span span) {
    return new PhaseTiming(
        span.name,
        elapsedMs(span.startNanos),
        milliseconds(span.startNanos, span.endNanos),
        span.state);
  }

  /**
   * Walks back from the phase that ended last, always to the one that ended latest before the
   * current one started: the chain whose sum is the turn's length.
   */
  private BitSet critical() {
    BitSet path = new BitSet(spans.size());
    int current = latestEndingBy(Long.MAX_VALUE, spans.size());
    while (current >= 0) {
      path.set(current);
      current = latestEndingBy(spans.get(current).startNanos, current);
    }
    return path;
  }

  /** Among the first {@code count} spans, which are in order of start; -1 where there is none. */
  private int latestEndingBy(long limitNanos, int count) {
    int latest = -1;
    for (int i = 0; i < count; i++) {
      long end = spans.get(i).endNanos;
      if (end <= limitNanos && (latest < 0 || end >= spans.get(latest).endNanos)) {
        latest = i;
      }
    }
    return latest;
  }

  private static long milliseconds(long fromNanos, long toNanos) {
    return TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }
}
