package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.EventBuffer;
import dev.firstword.protocol.EventEncoder;
import dev.firstword.protocol.Latency;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.Start;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.Progress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives every turn that a crash left open its one terminal event, with the text kept so far. */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final TurnStore store;
  private final InstantSource clock;

  Recovery(TurnStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  void run() {
    List<StoredTurn> unfinished = store.unfinished();
    if (!unfinished.isEmpty()) {
      log.info("ending {} turns that were interrupted", unfinished.size());
      store.save(unfinished.stream().map(this::interrupted).toList());
    }
  }

  private Progress interrupted(StoredTurn turn) {
    View view = turn.log().view();
    long now = clock.millis();
    EventBuffer events = new EventBuffer(512);
    long sequence = view.count();
    if (sequence == 0) {
      TurnIdentity identity = turn.identity();
      EventEncoder.encode(
          ++sequence,
          new Start(
              identity.turnId(),
              identity.conversationId(),
              identity.userMessageId(),
              identity.assistantMessageId(),
              false),
          events);
    }
    Latency latency =
        new Latency(
            Math.max(0, now - turn.startedAtMs()), null, null, null, null, List.of(), List.of());
    EventEncoder.encode(
        ++sequence,
        new Failed(
            "interrupted",
            "The service restarted while it was answering. What came so far is kept; try again.",
            Action.RETRY,
            null,
            latency),
        events);
    return new Progress(
        turn.identity(),
        view.length(),
        Arrays.copyOf(events.array(), events.length()),
        new End(TurnState.FAILED, Message.State.FAILED, LogContent.of(view).text(), now));
  }
}
