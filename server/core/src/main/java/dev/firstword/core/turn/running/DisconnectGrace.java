package dev.firstword.core.turn.running;

import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a turn running for a grace period after its last reader disconnects, then cancels it, so
 * that a reload loses nothing and an abandoned turn costs little. The period is extended for as
 * long as a reader follows the turn on another node. Confined to the turn's loop.
 */
final class DisconnectGrace {

  /** How often to check whether a turn is still followed on another node. */
  private static final Duration REMOTE_READER_POLL_INTERVAL = Duration.ofSeconds(3);

  private final String turnId;
  private final Duration grace;
  private final TurnLog log;
  private final RemoteReaderLookup remoteReaders;
  private final EventLoop loop;
  private final Runnable onExpired;
  private boolean stopped;
  private EventLoop.@Nullable Timer timer;

  /** Creates an inactive grace period; {@code onExpired} runs when it expires without a reader. */
  DisconnectGrace(
      String turnId,
      Duration grace,
      TurnLog log,
      RemoteReaderLookup remoteReaders,
      EventLoop loop,
      Runnable onExpired) {
    this.turnId = turnId;
    this.grace = grace;
    this.log = log;
    this.remoteReaders = remoteReaders;
    this.loop = loop;
    this.onExpired = onExpired;
  }

  /** Starts the grace period, unless there is a reader on this node. */
  void startIfUnread() {
    if (log.hasReaders()) {
      return;
    }
    if (grace.isZero()) {
      checkRemoteReaders();
    } else {
      scheduleCheck(grace);
    }
  }

  /** Stops for good, because the turn has ended. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void scheduleCheck(Duration delay) {
    if (timer != null) {
      timer.cancel();
    }
    timer = loop.schedule(delay, this::checkRemoteReaders);
  }

  private void checkRemoteReaders() {
    if (!log.hasReaders()) {
      remoteReaders.lookup(turnId, this::onRemoteReaders);
    }
  }

  /** Callable from any thread. */
  private void onRemoteReaders(boolean hasRemoteReaders) {
    if (loop.isCurrent()) {
      extendOrExpire(hasRemoteReaders);
    } else {
      loop.execute(() -> extendOrExpire(hasRemoteReaders));
    }
  }

  private void extendOrExpire(boolean hasRemoteReaders) {
    if (stopped || log.hasReaders()) {
      return;
    }
    if (hasRemoteReaders) {
      scheduleCheck(REMOTE_READER_POLL_INTERVAL);
    } else {
      onExpired.run();
    }
  }
}
