package dev.firstword.conversation;

import dev.firstword.protocol.TurnEvent;
import java.util.Locale;

/**
 * One message of a conversation as it is kept.
 *
 * @param position its place in the conversation, from 1
 * @param text whole for users, as far as it came for assistants
 * @param createdAtMs epoch milliseconds
 */
public record Message(
    String id,
    long position,
    Author author,
    String text,
    State state,
    long createdAtMs,
    String turnId) {

  /** Who wrote it. */
  public enum Author {
    USER,
    ASSISTANT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the text is all there will be. */
  public enum State {
    /** Still being written. */
    PENDING,
    COMPLETE,
    CANCELLED,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state that a turn's last event leaves its answer in. */
    public static State after(TurnEvent.Terminal end) {
      return switch (end) {
        case TurnEvent.Done _ -> COMPLETE;
        case TurnEvent.Cancelled _ -> CANCELLED;
        case TurnEvent.Failed _ -> FAILED;
      };
    }
  }
}
