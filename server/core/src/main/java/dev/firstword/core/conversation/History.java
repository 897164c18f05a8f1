package dev.firstword.core.conversation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.conversation.ConversationStore.Page;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages before a given one, newest first, and no further back than needed. Complete
 * messages never change, so the newest are cached, and the store is read only for messages added
 * since. The store also checks on each read whether the caller owns them.
 */
public final class History {

  /** About the size of ten thousand conversations of a few pages each. */
  private static final long MAX_CACHED_CHARACTERS = 32L * 1024 * 1024;

  /** What one read holds at most of calls and results of tools: far more than a prompt does. */
  private static final long MAX_PART_CHARACTERS = 8L * 1024 * 1024;

  private static final int MESSAGE_OVERHEAD_CHARACTERS = 100;
  private static final int SOURCE_OVERHEAD_CHARACTERS = 200;
  private static final int PART_OVERHEAD_CHARACTERS = 100;
  private static final Duration IDLE_TTL = Duration.ofMinutes(30);

  /** A turn adds two messages; twice that also covers a turn that was not read. */
  private static final int INCREMENTAL_PAGE_SIZE = 4;

  private static final int PAGE_SIZE = 100;

  private final ConversationStore store;
  private final Cache<String, List<Message>> cache;

  /** Creates a history over the store, with an empty cache. */
  public History(ConversationStore store) {
    this.store = store;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((String _, List<Message> messages) -> weight(messages))
            .expireAfterAccess(IDLE_TTL)
            .recordStats()
            .build();
  }

  /** The number of reads that found part of a conversation in the cache, since the start. */
  public long hits() {
    return cache.stats().hitCount();
  }

  /** The number of reads that found nothing in the cache. */
  public long misses() {
    return cache.stats().missCount();
  }

  /** Drops all cached messages, as some of them were erased. */
  public void clear() {
    cache.invalidateAll();
  }

  /** Returns about how many characters messages hold. Images and files hold no bytes here. */
  private static int weight(List<Message> messages) {
    long weight = 0;
    for (Message message : messages) {
      weight += MESSAGE_OVERHEAD_CHARACTERS + message.text().length();
      weight += (long) SOURCE_OVERHEAD_CHARACTERS * message.sources().size();
      weight += characters(message.parts());
    }
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }

  private static long characters(List<ContentPart> parts) {
    long characters = 0;
    for (ContentPart part : parts) {
      characters += PART_OVERHEAD_CHARACTERS + characters(part);
    }
    return characters;
  }

  private static long characters(ContentPart part) {
    return switch (part) {
      case ContentPart.Text text -> text.text().length();
      case ContentPart.Media media -> media.media().name().length();
      case ContentPart.Thought thought ->
          (long) thought.text().length()
              + length(thought.signature())
              + length(thought.encrypted());
      case ContentPart.ToolCall call -> (long) call.name().length() + call.arguments().length();
      case ContentPart.ToolResult result -> result.content().length();
      case ContentPart.Commentary commentary -> commentary.text().length();
      case ContentPart.Citation citation ->
          (long) citation.title().length()
              + citation.url().length()
              + citation.quote().length()
              + citation.wire().length();
      case ContentPart.ProviderBlock block -> block.json().length();
    };
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /**
   * Passes the messages before the given one to the visitor, newest first, until it has enough.
   * Blocks. A conversation that does not exist, or belongs to another caller, has no messages.
   *
   * @param beforeMessageId absent to start with the newest message
   * @param visitor returns whether it wants an older message
   * @return a task that caches what was read; must not be run for a caller who is not authenticated
   */
  public Runnable readBackwards(
      Caller caller,
      String conversationId,
      @Nullable String beforeMessageId,
      Predicate<Message> visitor) {
    List<Message> cached = cache.getIfPresent(conversationId);
    Traversal traversal =
        new Traversal(caller, conversationId, cached == null ? List.of() : cached);
    if (!traversal.readBefore(beforeMessageId, visitor)) {
      cache.invalidate(conversationId);
      return () -> {};
    }
    List<Message> completeMessages = traversal.completeMessages();
    return () -> cache.put(conversationId, completeMessages);
  }

  /** One traversal of a conversation, backwards. */
  private final class Traversal {
    private final Caller caller;
    private final String conversationId;
    private final List<Message> cached;
    private final Deque<Message> visited = new ArrayDeque<>();
    private long partCharacters;

    Traversal(Caller caller, String conversationId, List<Message> cached) {
      this.caller = caller;
      this.conversationId = conversationId;
      this.cached = cached;
    }

    /** Returns false if the conversation does not exist. */
    boolean readBefore(@Nullable String beforeMessageId, Predicate<Message> visitor) {
      String before = beforeMessageId;
      int limit = cached.isEmpty() ? PAGE_SIZE : INCREMENTAL_PAGE_SIZE;
      do {
        Optional<Page> page = store.page(caller, conversationId, before, limit);
        if (page.isEmpty()) {
          return false;
        }
        List<Message> messages = page.get().messages();
        for (Message message : messages.reversed()) {
          if (isCached(message)) {
            before = takeCached(cached.subList(0, indexOf(message) + 1), visitor);
            break;
          }
          visited.addFirst(message);
          partCharacters += characters(message.parts());
          if (!visitor.test(message) || partCharacters > MAX_PART_CHARACTERS) {
            return true;
          }
          before = page.get().nextBefore();
        }
        if (messages.isEmpty()) {
          return true;
        }
        limit = PAGE_SIZE;
      } while (before != null);
      return true;
    }

    private boolean isCached(Message message) {
      int index = indexOf(message);
      return index >= 0 && index < cached.size() && cached.get(index).id().equals(message.id());
    }

    private int indexOf(Message message) {
      return cached.isEmpty() ? -1 : (int) (message.position() - cached.getFirst().position());
    }

    /**
     * Visits cached messages; returns where to continue in the store, or null if no more are
     * wanted.
     */
    private @Nullable String takeCached(List<Message> reachable, Predicate<Message> visitor) {
      for (int i = reachable.size() - 1; i >= 0; i--) {
        Message message = reachable.get(i);
        visited.addFirst(message);
        if (!visitor.test(message)) {
          for (int older = i - 1; older >= 0; older--) {
            visited.addFirst(reachable.get(older)); // A visitor with a larger budget wanted them.
          }
          return null;
        }
      }
      Message oldest = reachable.getFirst();
      return oldest.position() == 1 ? null : oldest.id();
    }

    /** The messages visited, oldest first, up to the first one that is still being written. */
    List<Message> completeMessages() {
      List<Message> complete = new ArrayList<>(visited.size());
      for (Message message : visited) {
        if (message.state() == Message.State.PENDING) {
          break;
        }
        complete.add(message);
      }
      return List.copyOf(complete);
    }
  }
}
