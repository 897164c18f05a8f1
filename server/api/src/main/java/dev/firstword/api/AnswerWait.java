package dev.firstword.api;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the log of a turn for a client that gets its answer as a whole, until the answer is over.
 * Confined to the event loop of the request, except for {@link #onPublished}.
 */
final class AnswerWait implements LogReader {

  private static final int MAX_READ_BYTES = 64 * 1024;

  private final FollowableTurn turn;
  private final RequestContext context;
  private final LogTranslator translator;
  private final Runnable then;
  private final AtomicBoolean isWakeUpPending = new AtomicBoolean();
  private int offset;
  private boolean isOver;

  /**
   * Creates a wait.
   *
   * @param translator reads the log; its events are not used
   * @param then runs on the loop once the answer is over
   */
  AnswerWait(FollowableTurn turn, RequestContext context, LogTranslator translator, Runnable then) {
    this.turn = turn;
    this.context = context;
    this.translator = translator;
    this.then = then;
  }

  /** Starts to read. Must be called on the loop. */
  void start() {
    translator.take(); // What it has of earlier turns.
    turn.subscribe(this);
    onPublished(); // It may have ended before.
  }

  /** Stops reading; nothing runs. Must be called on the loop. */
  void cancel() {
    isOver = true;
    turn.unsubscribe(this);
  }

  @Override
  public void onPublished() {
    if (isWakeUpPending.compareAndSet(false, true)) {
      context
          .loop()
          .execute(() -> {
            isWakeUpPending.set(false);
            readNew();
          });
    }
  }

  private void readNew() {
    try {
      readUntilOver();
    } catch (RuntimeException | Error e) {
      cancel();
      context.sendFailure(e);
    }
  }

  private void readUntilOver() {
    TurnLog.View view = turn.log().view();
    while (!isOver && offset < view.length() && !translator.isEndedByTools()) {
      int from = offset;
      offset = view.eventsEnd(from, MAX_READ_BYTES);
      int index = view.chunkAt(from);
      int start = view.chunkStart(index);
      translator.translate(view.chunk(index), from - start, offset - start);
      translator.take();
    }
    if (!isOver && (translator.isEndedByTools() || view.ended())) {
      if (translator.isEndedByTools()) {
        new ToolResultWait(turn, context.loop()).start();
      }
      cancel();
      then.run();
    }
  }
}
