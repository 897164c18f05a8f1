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
  List<Conversation> list(Caller caller, int limit);

  /** Deletes a conversation with its messages and turns; returns false if it does not exist. */
  boolean delete(Caller caller, String conversationId);

  /**
   * One page of a conversation.
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
