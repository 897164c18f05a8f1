package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the readers of turns that this node has lost how these continue, and end, on another node.
 */
final class LostTurns {

  /** How long the other node may take to end a turn, or to resume it. */
  private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(LostTurns.class);

  private final TurnStore store;
  private final LocalTurns localTurns;
  private final TaskScheduler scheduler;

  LostTurns(TurnStore store, LocalTurns localTurns, TaskScheduler scheduler) {
    this.store = store;
    this.localTurns = localTurns;
    this.scheduler = scheduler;
  }

  /** Follows a turn that was disowned, until it has ended. */
  void follow(Turn turn) {
    LostTurn lost = new LostTurn(turn, scheduler.clock().nanoTime() + WAIT_TIMEOUT.toNanos());
    BackgroundTask _ =
        scheduler.start(
            TaskOptions.of("lost-turn", "can't see how " + turn.identity().turnId() + " ended"),
            lost::poll);
  }

  private final class LostTurn {
    private final Turn turn;
    private final long deadlineNanos;
    private boolean goesOn;

    LostTurn(Turn turn, long deadlineNanos) {
      this.turn = turn;
      this.deadlineNanos = deadlineNanos;
    }

    /** Ends the turn once it has ended there, or if it does not resume there in time. */
    NextRun poll() {
      StoredTurn stored = find().orElse(null);
      if (stored != null && !stored.state().isFinal()) {
        if (goesOn || hasMore(stored)) {
          goOn(stored);
          return NextRun.after(POLL_INTERVAL);
        }
        if (scheduler.clock().nanoTime() - deadlineNanos < 0) {
          return NextRun.after(POLL_INTERVAL);
        }
        stored = null;
      }
      StoredTurn ended = stored;
      turn.loop().execute(() -> turn.endAsElsewhere(ended));
      return NextRun.NEVER;
    }

    private Optional<StoredTurn> find() {
      TurnIdentity identity = turn.identity();
      try {
        return store.find(identity.caller(), identity.turnId());
      } catch (RuntimeException e) {
        log.atWarn()
            .addKeyValue("turn_id", identity.turnId())
            .log("can't see how {} ended: {}", identity.turnId(), e.toString());
        return Optional.empty();
      }
    }

    /** A turn that resumes leaves a gap in its sequence numbers. */
    private boolean hasMore(StoredTurn stored) {
      return stored.log().view().lastSequence() > turn.log().view().lastSequence();
    }

    /** From now on, this node treats the turn as one of another node. */
    private void goOn(StoredTurn stored) {
      goesOn = true;
      localTurns.remove(turn.identity());
      turn.loop().execute(() -> turn.goOnAsElsewhere(stored));
    }
  }
}
