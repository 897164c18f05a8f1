package dev.firstword.conversation;

import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.TurnEvent.Source;
import java.util.List;
import java.util.Locale;

/**
 * One message of a conversation as it is kept.
 *
 * @param position its place in the conversation, from 1
 * @param text whole for users, as far as it came for assistants
 * @param createdAtMs epoch milliseconds
 * @param sources what an answer can rest on, in the order of the numbers that it names them by
 */
public record Message(
    String id,
    long position,
    Author author,
    String text,
    State state,
    long createdAtMs,
    String turnId,
    List<Source> sources) {

  public Message {
    sources = List.copyOf(sources);
  }

  /** A message that rests on no documents. */
  public Message(
      String id,
      long position,
      Author author,
      String text,
      State state,
      long createdAtMs,
      String turnId) {
    this(id, position, author, text, state, createdAtMs, turnId, List.of());
  }

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
