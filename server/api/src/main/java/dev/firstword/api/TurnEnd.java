package dev.firstword.api;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a turn, as a reader that takes nothing of it before. */
final class TurnEnd implements LogReader {

  private final FollowableTurn turn;
  private final EventLoop loop;
  private final Runnable then;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private EventLoop.@Nullable Timer deadline;

  /**
   * Creates a wait.
   *
   * @param then runs on the loop at the end of the turn, or at the deadline
   */
  TurnEnd(FollowableTurn turn, EventLoop loop, Runnable then) {
    this.turn = turn;
    this.loop = loop;
    this.then = then;
  }

  /**
   * Starts to wait. Must be called on the loop.
   *
   * @param limit how long to wait; null: as long as the turn lasts, which has its own limits
   */
  void start(@Nullable Duration limit) {
    if (limit != null) {
      deadline = loop.schedule(limit, this::end);
    }
    turn.subscribe(this);
    onPublished(); // It may have ended before.
  }

  /** Stops waiting; nothing runs. Must be called on the loop. */
  void cancel() {
    if (isOver.compareAndSet(false, true)) {
      leave();
    }
  }

  @Override
  public void onPublished() {
    if (turn.log().view().ended()) {
      end();
    }
  }

  private void end() {
    if (isOver.compareAndSet(false, true)) {
      loop.execute(() -> {
        leave();
        then.run();
      });
    }
  }

  private void leave() {
    EventLoop.Timer.cancelIfSet(deadline);
    turn.unsubscribe(this);
  }
}
