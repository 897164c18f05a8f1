package dev.firstword.core.turn.store;

import dev.firstword.core.identity.Caller;
import dev.firstword.relay.event.TurnEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ids of a turn and its messages, and the caller that owns it. */
public record TurnIdentity(
    String turnId,
    String conversationId,
    String userMessageId,
    String assistantMessageId,
    Caller caller) {

  /**
   * Returns the first event of the turn's log.
   *
   * @param continues the turn whose answer this one continues, if any
   * @param warnings sentences on what was ignored in the request
   */
  public TurnEvent.Start startEvent(
      boolean simulated, @Nullable String continues, List<String> warnings) {
    return new TurnEvent.Start(
        turnId, conversationId, userMessageId, assistantMessageId, simulated, continues, warnings);
  }
}
