package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.EventBuffer;
import dev.firstword.protocol.EventEncoder;
import dev.firstword.protocol.Latency;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.SourcesJson;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.Start;
import dev.firstword.turn.TurnBus.Piece;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.TurnStore.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the turns that a node left open when it died, and gives each its one terminal event
 * behind the text that is left of it.
 */
final class Recovery {

  /**
   * How far the last event of an interrupted turn leaps ahead. Its readers may have seen events
   * that died with the node; this is more than a turn can write in the second that a crash may
   * cost, so the last event's number is above all that anybody has seen.
   */
  static final long LEAP = 100_000;

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final TurnStore store;
  private final @Nullable TurnBus bus;
  private final String node;
  private final InstantSource clock;
  private final Consumer<Consumer<TurnListener>> tell;

  /** Taken over and not yet settled. */
  private final Deque<StoredTurn> owed = new ArrayDeque<>();

  Recovery(
      TurnStore store,
      @Nullable TurnBus bus,
      String node,
      InstantSource clock,
      Consumer<Consumer<TurnListener>> tell) {
    this.store = store;
    this.bus = bus;
    this.node = node;
    this.clock = clock;
    this.tell = tell;
  }

  /** Takes over what there is, and ends it. Blocks; never called twice at a time. */
  void run() {
    List<StoredTurn> adopted = store.adoptAbandoned(node);
    if (!adopted.isEmpty()) {
      log.info("taking over {} turns of a node that is gone", adopted.size());
    }
    owed.addAll(adopted);
    while (!owed.isEmpty()) {
      settle(owed.getFirst());
      owed.removeFirst();
    }
  }

  private void settle(StoredTurn turn) {
    try {
      if (turn.origin() == Origin.JOB && turn.log().view().count() == 0) {
        tell.accept(listener -> listener.leftUnstarted(turn));
      } else {
        end(turn);
      }
    } catch (RefusedException e) {
      throw e; // The store is away: it is still owed.
    } catch (RuntimeException e) {
      log.error("{} could not be ended", turn.identity().turnId(), e);
    }
  }

  /** Ends a turn that is this node's now. Blocks; callable from any thread. */
  void end(StoredTurn turn) {
    TurnLog left = whatIsLeft(turn);
    View view = left.view();
    LogContent content = LogContent.of(view);
    long now = clock.millis();
    boolean hasText = !content.text().isEmpty();
    Failed end =
        new Failed(
            "interrupted",
            hasText
                ? "The service restarted while it was answering. What came so far is kept; continue"
                    + " it, or try again."
                : "The service restarted while it was answering. Try again.",
            hasText ? Action.CONTINUE : Action.RETRY,
            null,
            latency(now - turn.startedAtMs()));
    EventBuffer last = new EventBuffer(512);
    EventEncoder.encode(view.lastSequence() + LEAP, end, last);
    left.appendEncoded(last.array(), 0, last.length());
    View whole = left.appended(true);
    int kept = turn.log().view().length();
    store.save(
        node,
        List.of(
            new Progress(
                turn.identity(),
                kept,
                Arrays.copyOfRange(whole.bytes(), kept, whole.length()),
                TurnState.FAILED,
                new End(
                    Message.State.FAILED,
                    content.text(),
                    SourcesJson.read(content.sources()),
                    now))));
    tell.accept(listener -> listener.ended(turn.identity(), turn.origin(), end));
  }

  private TurnLog whatIsLeft(StoredTurn turn) {
    TurnLog left = new TurnLog();
    View kept = turn.log().view();
    left.appendEncoded(kept.bytes(), 0, kept.length());
    addWhatTheBusHas(turn.identity().turnId(), left);
    if (left.appended(false).count() == 0) {
      TurnIdentity identity = turn.identity();
      left.append(
          new Start(
              identity.turnId(),
              identity.conversationId(),
              identity.userMessageId(),
              identity.assistantMessageId(),
              false,
              null));
    }
    left.publish(false);
    return left;
  }

  /** Other nodes' readers have seen it already, the store has not. */
  private void addWhatTheBusHas(String turnId, TurnLog left) {
    if (bus == null) {
      return;
    }
    try {
      long kept = left.appended(false).length();
      for (Piece piece : bus.read(Map.of(turnId, kept), Duration.ZERO)) {
        int has = left.appended(false).length();
        if (!piece.last() && piece.offset() <= has && piece.end() > has) {
          left.appendEncoded(piece.bytes(), (int) (has - piece.offset()), piece.bytes().length);
        }
      }
    } catch (RuntimeException e) {
      log.warn("recovering {} from the store alone: {}", turnId, e.toString());
    }
  }

  private static Latency latency(long totalMs) {
    return new Latency(Math.max(0, totalMs), null, null, null, null, List.of(), List.of());
  }
}
