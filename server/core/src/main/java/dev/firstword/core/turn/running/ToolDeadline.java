package dev.firstword.core.turn.running;

import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long a turn waits for the tools of one step. A tool that misses the deadline gets an
 * error as its result, so that the model can answer without it. Confined to the turn's loop.
 */
final class ToolDeadline {

  private final EventLoop loop;
  private final Duration timeout;
  private final Runnable onMissed;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates a deadline that does not run yet.
   *
   * @param timeout from the start of the tools to the deadline
   */
  ToolDeadline(EventLoop loop, Duration timeout, Runnable onMissed) {
    this.loop = loop;
    this.timeout = timeout;
    this.onMissed = onMissed;
  }

  void start() {
    timer = loop.schedule(timeout, onMissed);
  }

  boolean isRunning() {
    return timer != null;
  }

  void stop() {
    EventLoop.Timer.cancelIfSet(timer);
    timer = null;
  }

  /** Returns the error that the model receives for a tool that has missed it. */
  String error() {
    return "The tool did not respond within " + timeout.toSeconds() + " s.";
  }
}
