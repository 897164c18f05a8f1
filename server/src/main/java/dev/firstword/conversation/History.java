package dev.firstword.conversation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.conversation.ConversationStore.Page;
import dev.firstword.identity.Caller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was said before a message, newest first, read no further back than it is wanted. Messages
 * that are whole never change, so the newest of them are kept in memory, and the store is asked for
 * those that came since; it also says each time whether they are the caller's.
 */
public final class History {

  /** About as much as ten thousand conversations of some pages each. */
  private static final long MOST_CHARACTERS = 32L * 1024 * 1024;

  private static final int CHARACTERS_PER_MESSAGE = 100;
  private static final int CHARACTERS_PER_SOURCE = 200;
  private static final Duration UNUSED = Duration.ofMinutes(30);

  /** A turn adds two messages; twice that covers one that was not read about. */
  private static final int NEWS = 4;

  private static final int PAGE = 100;

  private final ConversationStore store;
  private final Cache<String, List<Message>> newest;

  /** Over that store, with an empty memory. */
  public History(ConversationStore store) {
    this.store = store;
    this.newest =
        Caffeine.newBuilder()
            .maximumWeight(MOST_CHARACTERS)
            .weigher((String _, List<Message> messages) -> weight(messages))
            .expireAfterAccess(UNUSED)
            .recordStats()
            .build();
  }

  /** How often some of a conversation was in memory, since the start. */
  public long hits() {
    return newest.stats().hitCount();
  }

  /** How often nothing of it was. */
  public long misses() {
    return newest.stats().missCount();
  }

  private static int weight(List<Message> messages) {
    long weight = 0;
    for (Message message : messages) {
      weight += CHARACTERS_PER_MESSAGE + message.text().length();
      weight += (long) CHARACTERS_PER_SOURCE * message.sources().size();
    }
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }

  /**
   * Gives the reader the messages before that one, newest first, until it says that it has enough.
   * Blocks. A conversation that is gone, or another's, has none.
   *
   * @param beforeMessageId absent: from the newest
   * @param reader says whether it wants an older one
   * @return remembers what was read; not to be run for somebody who only says who they are
   */
  public Runnable readBack(
      Caller caller,
      String conversationId,
      @Nullable String beforeMessageId,
      Predicate<Message> reader) {
    List<Message> known = newest.getIfPresent(conversationId);
    Reading reading = new Reading(caller, conversationId, known == null ? List.of() : known);
    if (!reading.before(beforeMessageId, reader)) {
      newest.invalidate(conversationId);
      return () -> {};
    }
    List<Message> whole = reading.whole();
    return () -> newest.put(conversationId, whole);
  }

  /** One way back through a conversation. */
  private final class Reading {
    private final Caller caller;
    private final String conversationId;
    private final List<Message> known;
    private final Deque<Message> read = new ArrayDeque<>();

    Reading(Caller caller, String conversationId, List<Message> known) {
      this.caller = caller;
      this.conversationId = conversationId;
      this.known = known;
    }

    /** Returns false when there is no such conversation. */
    boolean before(@Nullable String beforeMessageId, Predicate<Message> reader) {
      String before = beforeMessageId;
      int limit = known.isEmpty() ? PAGE : NEWS;
      do {
        Optional<Page> page = store.page(caller, conversationId, before, limit);
        if (page.isEmpty()) {
          return false;
        }
        List<Message> messages = page.get().messages();
        for (Message message : messages.reversed()) {
          if (isKnown(message)) {
            before = take(known.subList(0, indexOf(message) + 1), reader);
            break;
          }
          read.addFirst(message);
          if (!reader.test(message)) {
            return true;
          }
          before = page.get().nextBefore();
        }
        if (messages.isEmpty()) {
          return true;
        }
        limit = PAGE;
      } while (before != null);
      return true;
    }

    private boolean isKnown(Message message) {
      int index = indexOf(message);
      return index >= 0 && index < known.size() && known.get(index).id().equals(message.id());
    }

    private int indexOf(Message message) {
      return known.isEmpty() ? -1 : (int) (message.position() - known.getFirst().position());
    }

    /** Takes what is in memory; returns where the store goes on, if anything is still wanted. */
    private @Nullable String take(List<Message> remembered, Predicate<Message> reader) {
      for (int i = remembered.size() - 1; i >= 0; i--) {
        Message message = remembered.get(i);
        read.addFirst(message);
        if (!reader.test(message)) {
          for (int older = i - 1; older >= 0; older--) {
            read.addFirst(remembered.get(older)); // Somebody with a larger budget wanted them.
          }
          return null;
        }
      }
      Message oldest = remembered.getFirst();
      return oldest.position() == 1 ? null : oldest.id();
    }

    /** What was read up to the first message that is still being written, oldest first. */
    List<Message> whole() {
      List<Message> whole = new ArrayList<>(read.size());
      for (Message message : read) {
        if (message.state() == Message.State.PENDING) {
          break;
        }
        whole.add(message);
      }
      return List.copyOf(whole);
    }
  }
}
