package dev.firstword.preparation;

import dev.firstword.conversation.Message;
import dev.firstword.conversation.Message.State;
import java.util.ArrayList;
import java.util.List;

/**
 * What was read of a conversation, newest message first, perhaps before the message that is to be
 * answered was stored. Filled by one thread; another may take what is there so far.
 */
final class HistoryRead {

  private final List<Message> newestFirst = new ArrayList<>();

  synchronized void add(Message older) {
    newestFirst.add(older);
  }

  /** The messages before that one, newest first, as far as they were read. */
  synchronized List<Message> before(Sent sent) {
    return List.copyOf(newestFirst.subList(indexOf(sent) + 1, newestFirst.size()));
  }

  /** Whether the newest of those messages are among them, as they stand now. */
  synchronized boolean reachesUpTo(Sent sent) {
    if (indexOf(sent) >= 0) {
      return true;
    }
    Long position = sent.position();
    long newest = newestFirst.isEmpty() ? 0 : newestFirst.getFirst().position();
    // What was still being written when it was read may be whole by now.
    return position != null
        && newest == position - 1
        && newestFirst.stream().noneMatch(message -> message.state() == State.PENDING);
  }

  /** Where the message itself is, with what is newer before it; -1 when it was not there yet. */
  private int indexOf(Sent sent) {
    for (int i = 0; i < newestFirst.size(); i++) {
      if (newestFirst.get(i).id().equals(sent.userMessageId())) {
        return i;
      }
    }
    return -1;
  }
}
