package dev.firstword.relay.time;

import java.time.Duration;

/**
 * When a task runs next.
 *
 * @param delayNanos the delay, or {@link Long#MAX_VALUE} for none
 * @param onSignal whether a signal ends the delay
 */
public record NextRun(long delayNanos, boolean onSignal) {

  /** When the task is signalled. A task that is being drained ends here. */
  public static final NextRun ON_SIGNAL = new NextRun(Long.MAX_VALUE, true);

  /** Never: the task has ended. */
  public static final NextRun NEVER = new NextRun(Long.MAX_VALUE, false);

  /** Immediately. */
  public static final NextRun NOW = new NextRun(0, true);

  /** After the delay; signals until then are kept. */
  public static NextRun after(Duration delay) {
    return new NextRun(delay.toNanos(), false);
  }

  /** After the delay, or when the task is signalled. */
  public static NextRun afterOrOnSignal(Duration delay) {
    return new NextRun(delay.toNanos(), true);
  }
}
