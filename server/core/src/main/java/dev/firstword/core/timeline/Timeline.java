package dev.firstword.core.timeline;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The phases and key moments of one turn, in nanoseconds of one monotonic clock. Confined to the
 * turn's loop; work done on other threads passes in the times that it took.
 */
public final class Timeline {

  /** Until the first token of the model. */
  public static final String MODEL = "model";

  /** A thought of the model. */
  public static final String THINKING = "thinking";

  /** From the first text to the last. */
  public static final String GENERATION = "generation";

  /** The model writes the arguments of tool calls. */
  public static final String TOOL_INPUT = "tool_input";

  /** Tools run. */
  public static final String TOOLS = "tools";

  /** From the caller being identified to the message being durable. */
  public static final String STORE = "store";

  private final long receivedNanos;
  private final boolean measured;
  private final PhaseSpans phases = new PhaseSpans();
  private final List<TimelineSnapshot.Attempt> attempts = new ArrayList<>(2);
  private final List<CacheMiss> cacheMisses = new ArrayList<>(0);
  private final List<DeclinedCall> declinedCalls = new ArrayList<>(0);
  private long lastActivityNanos;
  private long longestSilenceNanos;
  private long finishedNanos = -1;
  private long firstTextNanos = -1;
  private long lastTextNanos = -1;
  private long modelCalledNanos = -1;
  private long firstThoughtNanos = -1;
  private long thinkingNanos;
  private boolean hasText;
  private boolean isWriting;
  private boolean usesTools;

  /** When the first text was written before the turn resumed here, in ms; -1 if it was not. */
  private long earlierFirstTextMs = -1;

  /** Creates a timeline that starts when the request was received. */
  public Timeline(long receivedNanos) {
    this(receivedNanos, true);
  }

  private Timeline(long receivedNanos, boolean measured) {
    this.receivedNanos = receivedNanos;
    this.measured = measured;
    this.lastActivityNanos = receivedNanos;
  }

  /** Creates a timeline that records nothing, to measure the cost of recording. */
  public static Timeline unmeasured(long receivedNanos) {
    return new Timeline(receivedNanos, false);
  }

  /**
   * Creates the timeline of a turn that continues after its node has stopped. It records nothing,
   * because its phases and pauses would count the time until another node took it over.
   *
   * @param firstTextMs when the first text was written, as {@link #firstTextMs} returned it
   */
  public static Timeline resumed(long receivedNanos, long firstTextMs) {
    Timeline timeline = unmeasured(receivedNanos);
    timeline.earlierFirstTextMs = firstTextMs;
    timeline.hasText = firstTextMs >= 0;
    return timeline;
  }

  /** Whether this timeline records anything. */
  public boolean isMeasured() {
    return measured;
  }

  /** Milliseconds from the request to the given time; 0 for work done before it. */
  public long elapsedMs(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(Math.max(nanos - receivedNanos, 0));
  }

  /** The time that many milliseconds after the request. */
  public long nanosAt(long elapsedMs) {
    return receivedNanos + TimeUnit.MILLISECONDS.toNanos(elapsedMs);
  }

  /** Milliseconds from the request to the first text; -1 without one, 0 if it was not recorded. */
  public long firstTextMs() {
    if (!hasText) {
      return -1;
    }
    return firstTextNanos >= 0 ? elapsedMs(firstTextNanos) : Math.max(0, earlierFirstTextMs);
  }

  /**
   * Records when the message began to be stored. Readers see nothing of the turn before its end.
   */
  public void storeStarted(long nanos) {
    if (measured) {
      phases.start(STORE, nanos);
    }
  }

  /** Records when the message became durable. */
  public void stored(long nanos) {
    if (phases.isRunning(STORE)) {
      phases.end(STORE, PhaseState.FINISHED, nanos);
    }
  }

  /** Records the start of a phase. Work done before the request counts as no time. */
  public void phaseStarted(String phase, long nanos) {
    if (!measured) {
      return;
    }
    recordActivity(nanos);
    phases.start(phase, Math.max(nanos, receivedNanos));
  }

  /**
   * Ends the newest unfinished span of the phase; without one the phase is recorded as
   * instantaneous.
   */
  public void phaseEnded(String phase, PhaseState state, long endNanos) {
    if (!measured) {
      return;
    }
    long nanos = Math.max(endNanos, receivedNanos);
    recordActivity(nanos);
    phases.end(phase, state, nanos);
  }

  /** Records a call to a model. A later call replaces one that failed before any text. */
  public void modelCalled(long nanos) {
    if (modelCalledNanos < 0) {
      modelCalledNanos = nanos;
    }
    phaseStarted(MODEL, nanos);
  }

  /** Records the start of a thought, which ends the wait for the model. */
  public void thinkingStarted(long nanos) {
    if (!measured) {
      return;
    }
    endIfRunning(MODEL, PhaseState.FINISHED, nanos);
    phaseStarted(THINKING, nanos);
    if (firstThoughtNanos < 0) {
      firstThoughtNanos = nanos;
    }
  }

  /** Records something new about the current thought that readers see. */
  public void thinkingProgressed(long nanos) {
    if (measured) {
      recordActivity(nanos);
    }
  }

  /** Records the end of the current thought. */
  public void thinkingEnded(PhaseState state, long nanos) {
    thinkingNanos += phases.runningNanos(THINKING, nanos);
    endIfRunning(THINKING, state, nanos);
  }

  private void endIfRunning(String phase, PhaseState state, long nanos) {
    if (phases.isRunning(phase)) {
      phaseEnded(phase, state, nanos);
    }
  }

  /**
   * Records that a model was chosen, for the first time or as a replacement.
   *
   * @param region where it answers; null if that is not known
   */
  public void modelChosen(String model, ModelReason reason, @Nullable String region, long nanos) {
    if (!measured) {
      return;
    }
    recordActivity(nanos);
    attempts.add(new TimelineSnapshot.Attempt(model, reason, micros(nanos), region));
  }

  /** Records that a call read tokens anew which were cached before. */
  public void cacheMissed(CacheMiss miss) {
    if (measured && cacheMisses.size() < TimelineSnapshot.MAX_CACHE_MISSES) {
      cacheMisses.add(miss);
    }
  }

  /** Records that a model declined to answer. */
  public void declined(DeclinedCall call) {
    if (measured) {
      declinedCalls.add(call);
    }
  }

  /**
   * Records something new for the reader to see. Times from other threads may arrive slightly out
   * of order.
   */
  private void recordActivity(long nanos) {
    if (nanos > lastActivityNanos) {
      longestSilenceNanos = Math.max(longestSilenceNanos, nanos - lastActivityNanos);
      lastActivityNanos = nanos;
    }
  }

  /** Records a chunk of text. */
  public void textWritten(long nanos) {
    if (!measured) {
      hasText = true;
      return;
    }
    recordActivity(nanos);
    if (!isWriting) {
      isWriting = true;
      if (!hasText) {
        hasText = true;
        firstTextNanos = nanos;
      }
      endIfRunning(MODEL, PhaseState.FINISHED, nanos);
      phaseStarted(GENERATION, nanos);
    }
    lastTextNanos = nanos;
  }

  /** Records that the model begins to write the arguments of a tool call. */
  public void toolInputStarted(long nanos) {
    if (!measured || phases.isRunning(TOOL_INPUT)) {
      return;
    }
    endIfRunning(MODEL, PhaseState.FINISHED, nanos);
    endWriting(PhaseState.FINISHED);
    phaseStarted(TOOL_INPUT, nanos);
  }

  /** Records that the tools of a step begin to run. */
  public void toolsStarted(long nanos) {
    usesTools = true;
    if (measured) {
      endWriting(PhaseState.FINISHED);
      endIfRunning(TOOL_INPUT, PhaseState.FINISHED, nanos);
      phaseStarted(TOOLS, nanos);
    }
  }

  private void endWriting(PhaseState state) {
    if (isWriting) {
      isWriting = false;
      phaseEnded(GENERATION, state, lastTextNanos);
    }
  }

  /** Whether there has been any text. */
  public boolean hasText() {
    return hasText;
  }

  /** The time of the newest text, or of the request if there is none. */
  public long lastTextNanos() {
    return lastTextNanos < 0 ? receivedNanos : lastTextNanos;
  }

  /** Ends all open phases and returns the summary. Phases that never ended count as failed. */
  public Latency finish(Usage usage, boolean complete, long nowNanos) {
    thinkingEnded(complete ? PhaseState.FINISHED : PhaseState.FAILED, nowNanos);
    endWriting(complete ? PhaseState.FINISHED : PhaseState.FAILED);
    if (complete) {
      stored(nowNanos); // The end becomes durable after the message, so that is no failure.
    }
    phases.finish(nowNanos);
    recordActivity(nowNanos);
    finishedNanos = nowNanos;
    return new Latency(
        elapsedMs(nowNanos),
        firstTextNanos >= 0 || earlierFirstTextMs >= 0 ? firstTextMs() : null,
        firstTextNanos >= 0 && modelCalledNanos >= 0
            ? milliseconds(modelCalledNanos, firstTextNanos)
            : null,
        firstThoughtNanos < 0 ? null : elapsedMs(firstTokenNanos()),
        firstThoughtNanos < 0 ? null : TimeUnit.NANOSECONDS.toMillis(thinkingNanos),
        firstTextNanos >= 0 ? milliseconds(firstTextNanos, lastTextNanos) : null,
        tokensPerSecond(usage),
        phases.timings(receivedNanos),
        phases.criticalNames());
  }

  /** Returns the complete timeline. Must be called after {@link #finish}. */
  public TimelineSnapshot snapshot() {
    if (finishedNanos < 0) {
      throw new IllegalStateException("the timeline is not finished");
    }
    return new TimelineSnapshot(
        micros(finishedNanos),
        firstTextNanos >= 0 ? micros(firstTextNanos) : -1,
        TimeUnit.NANOSECONDS.toMicros(longestSilenceNanos),
        phases.snapshots(receivedNanos),
        attempts,
        cacheMisses,
        declinedCalls);
  }

  /** The time of the first thought or text, whichever came first. */
  private long firstTokenNanos() {
    return firstTextNanos >= 0 ? Math.min(firstThoughtNanos, firstTextNanos) : firstThoughtNanos;
  }

  private long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(Math.max(nanos - receivedNanos, 0));
  }

  /**
   * (n - 1) tokens divided by the time between the first and the last, as OpenTelemetry defines it.
   * Unknown if tools ran in between.
   */
  private @Nullable Double tokensPerSecond(Usage usage) {
    long nanos = lastTextNanos - firstTextNanos;
    if (firstTextNanos < 0 || usesTools || nanos <= 0 || usage.answerTokens() < 2) {
      return null;
    }
    return (usage.answerTokens() - 1) * 1e9 / nanos;
  }

  private static long milliseconds(long fromNanos, long toNanos) {
    return TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
  }
}
