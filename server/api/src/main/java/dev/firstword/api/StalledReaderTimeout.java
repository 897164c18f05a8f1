package dev.firstword.api;

import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off a reader that has stopped reading: one that takes nothing for the timeout while data
 * waits for it. The reader can resume. Confined to an event loop.
 */
final class StalledReaderTimeout {

  private final EventLoop loop;
  private final Duration timeout;
  private final Runnable cutOff;
  private EventLoop.@Nullable Timer timer;

  /** Creates a timeout that does not run yet. */
  StalledReaderTimeout(EventLoop loop, Duration timeout, Runnable cutOff) {
    this.loop = loop;
    this.timeout = timeout;
    this.cutOff = cutOff;
  }

  /** Returns whether data waits for the reader. */
  boolean isRunning() {
    return timer != null;
  }

  /** Starts the timeout because the reader's buffer is full. */
  void start() {
    stop();
    timer = loop.schedule(timeout, cutOff);
  }

  /** Stops the timeout because the reader has taken something. */
  void stop() {
    EventLoop.Timer.cancelIfSet(timer);
    timer = null;
  }
}
