package dev.firstword.core.conversation;

import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.Source;
import dev.firstword.relay.event.TurnEvent;
import java.util.List;
import java.util.Locale;

/**
 * A stored message of a conversation.
 *
 * @param position its position in the conversation, from 1
 * @param text complete for users; possibly incomplete for assistants
 * @param createdAtMs epoch milliseconds
 * @param sources the documents that an answer can cite, in the order of the numbers that it cites
 *     them by
 * @param parts the parts of a message that is more than one text, in their order: the images and
 *     files of a user, and the text, tool calls and tool results of an answer. Empty if the message
 *     is its text alone
 */
public record Message(
    String id,
    long position,
    Author author,
    String text,
    State state,
    long createdAtMs,
    String turnId,
    List<Source> sources,
    List<ContentPart> parts) {

  public Message {
    sources = List.copyOf(sources);
    parts = List.copyOf(parts);
  }

  /** Creates a message that is its text alone. */
  public Message(
      String id,
      long position,
      Author author,
      String text,
      State state,
      long createdAtMs,
      String turnId,
      List<Source> sources) {
    this(id, position, author, text, state, createdAtMs, turnId, sources, List.of());
  }

  /** Creates a message without sources. */
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

  /** The author of a message. */
  public enum Author {
    USER,
    ASSISTANT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the text is complete. */
  public enum State {
    /** Still being written. */
    PENDING,
    COMPLETE,
    CANCELLED,
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the state of the answer after the last event of its turn. */
    public static State after(TurnEvent.Terminal end) {
      return switch (end) {
        case TurnEvent.Done _ -> COMPLETE;
        case TurnEvent.Cancelled _ -> CANCELLED;
        case TurnEvent.Failed _ -> FAILED;
      };
    }
  }
}
