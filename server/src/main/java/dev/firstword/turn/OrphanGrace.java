package dev.firstword.turn;

import dev.firstword.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a turn goes on without a reader: a reload is no loss, and leaving is no cost. It is
 * given again for as long as somebody follows the turn on another node. Confined to the turn's
 * loop.
 */
final class OrphanGrace {

  /** When to look again whether a turn is still followed on another node. */
  private static final Duration ASK_ELSEWHERE_AGAIN = Duration.ofSeconds(3);

  private final String turnId;
  private final Duration allowed;
  private final TurnLog log;
  private final RemoteReaders remoteReaders;
  private final EventLoop loop;
  private final Runnable whenOver;
  private boolean stopped;
  private EventLoop.@Nullable Timer timer;

  /** Gives none yet; {@code whenOver} is run when a grace has passed and nobody has come back. */
  OrphanGrace(
      String turnId,
      Duration allowed,
      TurnLog log,
      RemoteReaders remoteReaders,
      EventLoop loop,
      Runnable whenOver) {
    this.turnId = turnId;
    this.allowed = allowed;
    this.log = log;
    this.remoteReaders = remoteReaders;
    this.loop = loop;
    this.whenOver = whenOver;
  }

  /** Begins, unless there is a reader here. */
  void giveIfUnread() {
    if (log.hasReaders()) {
      return;
    }
    if (allowed.isZero()) {
      askElsewhere();
    } else {
      lookAgainAfter(allowed);
    }
  }

  /** The turn is over, and needs no reader any more. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void lookAgainAfter(Duration time) {
    if (timer != null) {
      timer.cancel();
    }
    timer = loop.schedule(time, this::askElsewhere);
  }

  private void askElsewhere() {
    if (!log.hasReaders()) {
      remoteReaders.ask(turnId, this::told);
    }
  }

  /** On any thread. */
  private void told(boolean followedElsewhere) {
    if (loop.isCurrent()) {
      decide(followedElsewhere);
    } else {
      loop.execute(() -> decide(followedElsewhere));
    }
  }

  private void decide(boolean followedElsewhere) {
    if (stopped || log.hasReaders()) {
      return;
    }
    if (followedElsewhere) {
      lookAgainAfter(ASK_ELSEWHERE_AGAIN);
    } else {
      whenOver.run();
    }
  }
}
