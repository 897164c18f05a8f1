package dev.firstword.api;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a reader that has left to run the tools of a turn, and comes back with their results
 * in another request. Without it, the turn would end as abandoned. It leaves once the turn
 * continues, which the deadline of the profile for tools sees to.
 */
final class ToolResultWait implements LogReader {

  /** No tool of a client that is still there takes longer. */
  private static final Duration MAX_WAIT = Duration.ofHours(1);

  private final FollowableTurn turn;
  private final EventLoop loop;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile EventLoop.@Nullable Timer deadline;

  ToolResultWait(FollowableTurn turn, EventLoop loop) {
    this.turn = turn;
    this.loop = loop;
  }

  /** Starts to wait. Must be called on the loop. */
  void start() {
    deadline = loop.schedule(MAX_WAIT, this::leave);
    turn.subscribe(this);
    onPublished(); // It may have gone on before.
  }

  @Override
  public void onPublished() {
    if (turn.state() != TurnState.TOOLS && isOver.compareAndSet(false, true)) {
      loop.execute(this::stop);
    }
  }

  private void leave() {
    if (isOver.compareAndSet(false, true)) {
      stop();
    }
  }

  private void stop() {
    EventLoop.Timer.cancelIfSet(deadline);
    turn.unsubscribe(this);
  }
}
