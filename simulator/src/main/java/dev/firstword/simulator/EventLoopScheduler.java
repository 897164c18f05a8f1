package dev.firstword.simulator;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.simulator.response.Scheduler;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedules actions on an event loop.
 *
 * <p>Times are rounded up to ticks of half a millisecond. A loop that woke up for each token would
 * spend most of its time waking up.
 */
final class EventLoopScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopScheduler.class);

  static final long TICK_NANOS = 500_000;

  private final EventLoop loop;

  EventLoopScheduler(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Cancellable scheduleAt(long nanos, Runnable action) {
    long now = nanoTime();
    long delay = nanos <= now ? 0 : Math.ceilDiv(nanos, TICK_NANOS) * TICK_NANOS - now;
    return loop.schedule(Duration.ofNanos(delay), () -> runGuarded(action))::cancel;
  }

  /** Logs a failed task's exception, which the event loop would swallow. */
  private static void runGuarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("A call failed inside the simulator", e);
    }
  }
}
