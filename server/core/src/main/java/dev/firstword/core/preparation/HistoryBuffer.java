package dev.firstword.core.preparation;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.conversation.Message.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects messages read from a conversation, newest first. Reading may start before the message to
 * answer is stored. One thread fills the buffer; other threads may take its current contents.
 */
final class HistoryBuffer {

  private final List<Message> newestFirst = new ArrayList<>();

  synchronized void add(Message older) {
    newestFirst.add(older);
  }

  /** The messages read so far that precede the accepted one, newest first. */
  synchronized List<Message> messagesBefore(AcceptedMessage accepted) {
    return List.copyOf(newestFirst.subList(indexOf(accepted) + 1, newestFirst.size()));
  }

  /** Whether the buffer holds the final form of every message right before the accepted one. */
  synchronized boolean isCurrentFor(AcceptedMessage accepted) {
    if (indexOf(accepted) >= 0) {
      return true;
    }
    Long position = accepted.position();
    long newest = newestFirst.isEmpty() ? 0 : newestFirst.getFirst().position();
    // A message that was pending when it was read may be complete now.
    return position != null
        && newest == position - 1
        && newestFirst.stream().noneMatch(message -> message.state() == State.PENDING);
  }

  /** The index of the accepted message, after any newer ones; -1 if it was not stored yet. */
  private int indexOf(AcceptedMessage accepted) {
    for (int i = 0; i < newestFirst.size(); i++) {
      if (newestFirst.get(i).id().equals(accepted.userMessageId())) {
        return i;
      }
    }
    return -1;
  }
}
