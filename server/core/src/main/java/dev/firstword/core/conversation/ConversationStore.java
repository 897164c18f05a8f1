package dev.firstword.core.conversation;

import dev.firstword.core.identity.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores conversations. Every query is made for a caller and returns only what that caller owns.
 * All methods block.
 */
public interface ConversationStore {

  boolean exists(Caller caller, String conversationId);

  /**
   * Returns the newest page of up to {@code limit} messages, the oldest of them first.
   *
   * @param before returns only messages older than this one; absent for the newest
   * @return empty if the conversation does not exist, or has no such message
   */
  Optional<Page> page(Caller caller, String conversationId, @Nullable String before, int limit);

  /** Lists conversations, those with the newest activity first. */
  default List<Conversation> list(Caller caller, int limit) {
    return list(caller, Filter.ALL, limit);
  }

  /** Lists the conversations that a filter lets through, those with the newest activity first. */
  List<Conversation> list(Caller caller, Filter filter, int limit);

  /** Gives a conversation another title; returns false if it does not exist. */
  boolean rename(Caller caller, String conversationId, String title);

  /** Deletes a conversation with its messages and turns; returns false if it does not exist. */
  boolean delete(Caller caller, String conversationId);

  /**
   * Which conversations to list.
   *
   * @param origin only those with this origin; null: all
   * @param text only those with this text in their title or in a current message, in any case;
   *     null: all
   */
  record Filter(@Nullable String origin, @Nullable String text) {

    public static final Filter ALL = new Filter(null, null);
  }

  /**
   * One page of a conversation, without the messages that others have replaced.
   *
   * @param nextBefore the value of {@code before} for the next page; absent on the oldest page
   * @param activeTurn the newest turn that has not ended
   */
  record Page(List<Message> messages, @Nullable String nextBefore, @Nullable String activeTurn) {

    public Page {
      messages = List.copyOf(messages);
    }
  }
}
