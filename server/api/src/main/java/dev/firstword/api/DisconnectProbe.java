package dev.firstword.api;

import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a client that has closed its side of the connection is still reading. Writes a
 * comment at once and again at growing intervals: the first one makes a client that has left reset
 * the connection, and the next one notices. Confined to an event loop.
 */
final class DisconnectProbe {

  private static final Duration FIRST_INTERVAL = Duration.ofMillis(2);

  private final EventLoop loop;
  private final Duration maxInterval;
  private final Runnable writeComment;
  private Duration interval = FIRST_INTERVAL;
  private boolean stopped;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates a probe that does not run yet.
   *
   * @param maxInterval the interval of the keep-alive comments, which it approaches
   * @param writeComment writes a comment, unless the client has data waiting for it
   */
  DisconnectProbe(EventLoop loop, Duration maxInterval, Runnable writeComment) {
    this.loop = loop;
    this.maxInterval = maxInterval;
    this.writeComment = writeComment;
  }

  /** Writes the first comment. */
  void start() {
    writeComment.run();
    if (stopped) { // The write has shown that the client has left.
      return;
    }
    timer = loop.schedule(interval, this::start);
    Duration next = interval.multipliedBy(2);
    interval = next.compareTo(maxInterval) < 0 ? next : maxInterval;
  }

  void stop() {
    stopped = true;
    EventLoop.Timer.cancelIfSet(timer);
  }
}
