package dev.firstword.core.turn.running;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends the log of a turn, so that readers see its end once it is durable. Confined to its loop. */
final class TurnEnding {

  /** Readers see the end after this time even if the store has not confirmed it. */
  private static final Duration STORE_CONFIRMATION_TIMEOUT = Duration.ofSeconds(1);

  private final TurnLog log;
  private final EventLoop loop;
  private final Journal journal;
  private final Consumer<TurnEvent.@Nullable Terminal> onEnded;

  /**
   * Creates the ending of a turn that is running.
   *
   * @param onEnded called once on the loop, with the terminal event when the end is durable, or
   *     with null if another node ended the turn
   */
  TurnEnding(
      TurnLog log,
      EventLoop loop,
      Journal journal,
      Consumer<TurnEvent.@Nullable Terminal> onEnded) {
    this.log = log;
    this.loop = loop;
    this.journal = journal;
    this.onEnded = onEnded;
  }

  /**
   * Appends the terminal event, stores the log, and then shows the end to the readers.
   *
   * @param parts the parts of an answer with tool calls; empty if it is its text alone
   */
  void storeAndPublish(FollowableTurn turn, TurnEvent.Terminal event, List<ContentPart> parts) {
    log.publish(false); // Everything before the end can be shown without waiting for the store.
    log.append(event);
    EventLoop.Timer confirmationTimer =
        loop.schedule(STORE_CONFIRMATION_TIMEOUT, () -> log.publish(true));
    journal.finish(
        turn,
        log.snapshot(true),
        event,
        parts,
        () ->
            loop.execute(() -> {
              confirmationTimer.cancel();
              publishEnd();
              onEnded.accept(event);
            }));
  }

  /**
   * Shows the readers the end that another node stored.
   *
   * @param stored absent if the turn was deleted: the log then ends as it is
   */
  void endAs(@Nullable StoredTurn stored) {
    if (stored == null) {
      publishEnd();
    } else {
      log.endAs(stored.log().view());
    }
    onEnded.accept(null);
  }

  private void publishEnd() {
    if (!log.view().ended()) {
      log.publish(true);
    }
  }
}
