package dev.firstword.simulator;

import dev.firstword.simulator.playback.Timer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop's own timer.
 *
 * <p>Vert.x's timers count whole milliseconds and keep a registry; with tens of thousands of tokens
 * a second the loop's own queue is cheaper, and keeps tokens of many streams from falling due in
 * the same instant.
 *
 * <p>Times are rounded up to ticks of half a millisecond: a loop that woke for each token would
 * spend most of its time on waking.
 */
final class LoopTimer implements Timer {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTimer.class);

  static final long TICK_NANOS = 500_000;

  private final EventLoop loop;

  LoopTimer(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm at(long nanos, Runnable action) {
    long now = nanos();
    long delay = nanos <= now ? 0 : Math.ceilDiv(nanos, TICK_NANOS) * TICK_NANOS - now;
    ScheduledFuture<?> scheduled =
        loop.schedule(() -> runGuarded(action), delay, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** A loop keeps a failed task's exception to itself, so it is told here. */
  private static void runGuarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("A call went wrong inside the simulator", e);
    }
  }
}
