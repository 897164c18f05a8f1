package dev.firstword.core.turn.cluster;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.LoggedAnswer;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.EventBuffer;
import dev.firstword.relay.event.EventEncoder;
import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.SourcesJson;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.log.TurnLog.View;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the turns of dead nodes. Takes each turn over and keeps the text that was stored. A turn
 * that was waiting for tools resumes; any other gets its one terminal event.
 */
public final class TurnRecovery {

  /**
   * The gap before the sequence number of the first event after an interruption. Readers may have
   * seen events that were lost with the node. The gap exceeds what a turn can write in the second
   * that a crash may cost, so the number is higher than any that readers have seen.
   */
  public static final long SEQUENCE_GAP = 100_000;

  private static final Logger log = LoggerFactory.getLogger(TurnRecovery.class);

  private final TurnStore store;
  private final @Nullable TurnBus bus;
  private final String node;
  private final InstantSource clock;
  private final TurnListeners listeners;

  /** Turns taken over and not recovered yet. */
  private final Deque<StoredTurn> pending = new ArrayDeque<>();

  /** What dead nodes left on the bus, by node; read once in each run. */
  private final Map<String, List<LogChunk>> leftOnBus = new HashMap<>();

  public TurnRecovery(
      TurnStore store,
      @Nullable TurnBus bus,
      String node,
      InstantSource clock,
      TurnListeners listeners) {
    this.store = store;
    this.bus = bus;
    this.node = node;
    this.clock = clock;
    this.listeners = listeners;
  }

  /** Resumes turns that were waiting for tools. */
  public interface Resumer {

    /**
     * Resumes a turn that belongs to this node now, if everything that it needs is there. Blocks.
     *
     * @param log the turn's log, as far as it is known; left as it is if the turn can't be resumed
     * @return whether the turn resumes
     */
    boolean resume(StoredTurn turn, TurnLog log);
  }

  /**
   * Takes over all orphaned turns, and ends those that can't be resumed. Blocks; must not be called
   * concurrently.
   */
  public void run(Resumer resumer) {
    List<StoredTurn> adopted = store.adoptAbandoned(node);
    if (!adopted.isEmpty()) {
      log.info("taking over {} turns of a dead node", adopted.size());
    }
    pending.addAll(adopted);
    leftOnBus.clear();
    while (!pending.isEmpty()) {
      recover(pending.getFirst(), resumer);
      pending.removeFirst();
    }
  }

  private void recover(StoredTurn turn, Resumer resumer) {
    try {
      if (turn.origin() == TurnOrigin.JOB && turn.log().view().isEmpty()) {
        listeners.forEach(listener -> listener.onUnstartedAdopted(turn));
      } else {
        Restored restored = restore(turn);
        if (!restored.isComplete || !resume(turn, restored.log, resumer)) {
          end(turn, restored.log);
        }
      }
    } catch (ProblemException e) {
      throw e; // The store is unavailable: the turn stays pending.
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("turn_id", turn.identity().turnId())
          .setCause(e)
          .log("{} could not be ended", turn.identity().turnId());
    }
  }

  private static boolean resume(StoredTurn turn, TurnLog restoredLog, Resumer resumer) {
    try {
      return resumer.resume(turn, restoredLog);
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("turn_id", turn.identity().turnId())
          .setCause(e)
          .log("{} can't be resumed and is ended", turn.identity().turnId());
      return false;
    }
  }

  /** Ends a turn that belongs to this node now. Blocks; callable from any thread. */
  void end(StoredTurn turn) {
    end(turn, restore(turn).log);
  }

  private void end(StoredTurn turn, TurnLog restoredLog) {
    View view = restoredLog.view();
    LogContent content = LogContent.of(view);
    long now = clock.millis();
    boolean hasText = !content.text().isEmpty();
    Failed end =
        new Failed(
            "interrupted",
            hasText
                ? "The service restarted while it was answering. The text so far is kept; continue"
                    + " it, or try again."
                : "The service restarted while it was answering. Try again.",
            hasText ? Action.CONTINUE : Action.RETRY,
            null,
            latency(now - turn.startedAtMs()));
    EventBuffer last = new EventBuffer(512);
    EventEncoder.encode(view.lastSequence() + SEQUENCE_GAP, end, last);
    restoredLog.appendEncoded(last.array(), 0, last.length());
    View whole = restoredLog.snapshot(true);
    store.save(
        node,
        List.of(
            new Progress(
                turn.identity(),
                0,
                whole.toBytes(),
                TurnState.FAILED,
                new End(
                    Message.State.FAILED,
                    content.text(),
                    SourcesJson.read(content.sources()),
                    now,
                    LoggedAnswer.of(view).parts()))));
    listeners.forEach(listener -> listener.onEnded(turn.identity(), turn.origin(), end));
  }

  /**
   * The log of a turn.
   *
   * @param isComplete whether it has everything that readers on other nodes can have
   */
  private record Restored(TurnLog log, boolean isComplete) {}

  private Restored restore(StoredTurn turn) {
    TurnLog restoredLog = TurnLog.continuing(turn.log().view());
    boolean isComplete = appendFromBus(turn, restoredLog);
    if (restoredLog.snapshot(false).isEmpty()) {
      restoredLog.append(turn.identity().startEvent(false, null, List.of()));
    }
    restoredLog.publish(false);
    return new Restored(restoredLog, isComplete);
  }

  /**
   * Appends what the bus has beyond the store, because readers on other nodes have already seen it.
   * Returns false if the bus can't be read.
   */
  private boolean appendFromBus(StoredTurn turn, TurnLog restoredLog) {
    if (bus == null) {
      return true;
    }
    String turnId = turn.identity().turnId();
    try {
      for (LogChunk chunk : leftOnBus.computeIfAbsent(turn.node(), bus::newest)) {
        int knownLength = restoredLog.snapshot(false).length();
        if (chunk.turnId().equals(turnId)
            && !chunk.last()
            && chunk.offset() <= knownLength
            && chunk.end() > knownLength) {
          restoredLog.appendEncoded(
              chunk.bytes(), (int) (knownLength - chunk.offset()), chunk.bytes().length);
        }
      }
      return true;
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("turn_id", turnId)
          .log("recovering {} from the store alone: {}", turnId, e.toString());
      return false;
    }
  }

  private static Latency latency(long totalMs) {
    return new Latency(Math.max(0, totalMs), null, null, null, null, List.of(), List.of());
  }
}
