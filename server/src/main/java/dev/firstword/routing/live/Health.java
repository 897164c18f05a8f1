package dev.firstword.routing.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Whether a model can be asked: a circuit breaker over its last outcomes, and the waits that its
 * provider has asked for. Takes no lock; from any thread.
 */
public final class Health {

  private static final int REMEMBERED = 20;

  /** So many failures among those remembered, and it is left alone for a while. */
  private static final int TOO_MANY = 15;

  private static final int TOO_MANY_IN_A_ROW = 8;

  /** So many, and it is no place for calls that need not be. */
  private static final int FAILING = 2;

  private static final Duration FAILING_FOR = Duration.ofSeconds(30);
  private static final Duration FIRST_REST = Duration.ofSeconds(5);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);

  /** A spending limit does not pass by waiting; somebody may have raised it, though. */
  private static final Duration UNTIL_LIMIT_IS_TRIED_AGAIN = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private final AtomicReference<State> state;

  /**
   * The whole of it.
   *
   * @param outcomes the last ones as bits, the newest lowest, 1 for a failure
   * @param known how many of the bits are outcomes
   * @param failedAtNanos when the newest failure was
   * @param restUntilNanos while that is to come nobody asks
   * @param rest how long it last rested; zero when the circuit is closed
   * @param throttled whether the rest is one that its provider asked for
   * @param trying whether somebody is finding out if it is well again
   */
  private record State(
      int outcomes,
      int known,
      long failedAtNanos,
      long restUntilNanos,
      Duration rest,
      boolean throttled,
      boolean trying) {

    State after(boolean failed, long nowNanos) {
      int bits = (outcomes << 1 | (failed ? 1 : 0)) & ((1 << REMEMBERED) - 1);
      return new State(
          bits,
          Math.min(known + 1, REMEMBERED),
          failed ? nowNanos : failedAtNanos,
          restUntilNanos,
          rest,
          throttled,
          trying);
    }

    State resting(Duration time, boolean asked, long nowNanos) {
      return new State(
          outcomes, known, failedAtNanos, nowNanos + time.toNanos(), time, asked, false);
    }

    State beingTried() {
      return new State(outcomes, known, failedAtNanos, restUntilNanos, rest, throttled, true);
    }

    int failures() {
      return Integer.bitCount(outcomes);
    }

    boolean allFailed(int last) {
      int newest = (1 << last) - 1;
      return known >= last && (outcomes & newest) == newest;
    }
  }

  Health(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    state = new AtomicReference<>(fresh());
  }

  private State fresh() {
    long now = nanoTime.getAsLong();
    return new State(0, 0, now, now, Duration.ZERO, false, false);
  }

  /** A call brought its first token: whatever was the matter is over. */
  public void succeeded() {
    change(before -> before.rest.isZero() ? before.after(false, nanoTime.getAsLong()) : fresh());
  }

  /** A call failed before its first token, or came to nothing in its time. */
  public void failed() {
    long now = nanoTime.getAsLong();
    change(before -> {
      State after = before.after(true, now);
      if (before.trying) {
        Duration longer = before.rest.multipliedBy(2);
        return after.resting(
            longer.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : longer, false, now);
      }
      boolean trips =
          before.rest.isZero()
              && (after.failures() >= TOO_MANY || after.allFailed(TOO_MANY_IN_A_ROW));
      return trips ? after.resting(FIRST_REST, false, now) : after;
    });
  }

  /** Its provider wants nothing for that long. */
  public void throttled(Duration wait) {
    long now = nanoTime.getAsLong();
    change(before -> before.after(true, now).resting(wait, true, now));
  }

  /** A spending limit is reached. */
  public void limitReached() {
    throttled(UNTIL_LIMIT_IS_TRIED_AGAIN);
  }

  /**
   * Whether it can be asked. After a rest it is, by one caller at a time until that one has found
   * out.
   */
  public boolean isAvailable() {
    State now = state.get();
    return now.rest.isZero() || (!now.trying && now.restUntilNanos <= nanoTime.getAsLong());
  }

  /** It is asked now. To be called before each call. */
  public void asked() {
    change(before -> before.rest.isZero() ? before : before.beingTried());
  }

  /** A call was closed before anybody could know what would have become of it. */
  public void unknown() {
    change(before ->
        before.trying ? before.resting(Duration.ofMillis(1), before.throttled, now()) : before);
  }

  private long now() {
    return nanoTime.getAsLong();
  }

  /** Whether it fails or throttles so much that it should be spared. */
  public boolean isFailing() {
    State now = state.get();
    boolean lately = nanoTime.getAsLong() - now.failedAtNanos < FAILING_FOR.toNanos();
    return !now.rest.isZero() || (lately && now.failures() >= FAILING);
  }

  /** How long its provider still wants nothing; zero when it has not asked for that. */
  public Duration throttledFor() {
    State now = state.get();
    long left = now.restUntilNanos - nanoTime.getAsLong();
    return now.throttled && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  private void change(UnaryOperator<State> change) {
    state.updateAndGet(change);
  }
}
