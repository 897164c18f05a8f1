package dev.firstword.core.turn.running;

import dev.firstword.relay.loop.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a turn needs to resume elsewhere while it waits for tools, so that it survives its
 * node. This is best-effort: a turn whose state can't be stored continues here. Confined to the
 * turn's loop. The writes run elsewhere, one at a time, and skip what is outdated.
 */
final class SuspendedTurnWriter {

  private static final Logger log = LoggerFactory.getLogger(SuspendedTurnWriter.class);

  private final String turnId;
  private final EventLoop loop;
  private final SuspensionStore store;
  private final Runnable onSaved;
  private @Nullable Runnable pending;
  private boolean isWriting;
  private boolean isSaved;

  /** Whether the store may have a state of the turn. */
  private boolean mayBeStored;

  /**
   * Creates the writer of one turn.
   *
   * @param onSaved called on the loop when the newest state is stored
   */
  SuspendedTurnWriter(String turnId, EventLoop loop, SuspensionStore store, Runnable onSaved) {
    this.turnId = turnId;
    this.loop = loop;
    this.store = store;
    this.onSaved = onSaved;
  }

  /** The turn resumes with a state from the store. */
  void startStored() {
    mayBeStored = true;
  }

  /** Whether the newest state is stored. */
  boolean isSaved() {
    return isSaved;
  }

  /** Stores a state in place of earlier ones. */
  void save(SuspendedTurn state) {
    isSaved = false;
    mayBeStored = true;
    pending =
        () -> {
          store.save(turnId, state);
          loop.execute(this::onStateStored);
        };
    writeNext();
  }

  /** Deletes the stored state, because the turn waits no longer. */
  void discard() {
    if (!mayBeStored) {
      return;
    }
    mayBeStored = false;
    isSaved = false;
    pending = () -> store.discard(turnId);
    writeNext();
  }

  private void writeNext() {
    Runnable write = pending;
    if (write == null || isWriting) {
      return;
    }
    pending = null;
    isWriting = true;
    try {
      store.executor().execute(() -> run(write));
    } catch (RejectedExecutionException _) {
      log.atWarn()
          .addKeyValue("turn_id", turnId)
          .log("{} would not survive a restart: the server is closing", turnId);
    }
  }

  private void run(Runnable write) {
    try {
      write.run();
    } catch (RuntimeException e) {
      // Its message may quote what was written.
      log.atWarn()
          .addKeyValue("turn_id", turnId)
          .log("{} would not survive a restart: {}", turnId, e.getClass().getSimpleName());
    }
    loop.execute(() -> {
      isWriting = false;
      writeNext();
    });
  }

  private void onStateStored() {
    if (pending == null) {
      isSaved = true;
      onSaved.run();
    }
  }
}
