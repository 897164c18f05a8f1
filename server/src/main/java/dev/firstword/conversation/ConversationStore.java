package dev.firstword.conversation;

import dev.firstword.identity.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where conversations are kept. Every question is asked for a caller, and answers only what is that
 * caller's own. All methods block.
 */
public interface ConversationStore {

  boolean exists(Caller caller, String conversationId);

  /**
   * Up to {@code limit} messages, newest page, oldest message first in it.
   *
   * @param before only messages older than this one; absent: from the newest
   * @return empty when there is no such conversation, or no such message in it
   */
  Optional<Page> page(Caller caller, String conversationId, @Nullable String before, int limit);

  /** The conversations with the newest activity, newest first. */
  List<Conversation> list(Caller caller, int limit);

  /** Deletes it with its messages and turns; false when there was none. */
  boolean delete(Caller caller, String conversationId);

  /**
   * One page of a conversation.
   *
   * @param nextBefore what to ask for next; absent on the oldest page
   * @param activeTurn the newest turn that has not ended
   */
  record Page(List<Message> messages, @Nullable String nextBefore, @Nullable String activeTurn) {

    public Page {
      messages = List.copyOf(messages);
    }
  }
}
