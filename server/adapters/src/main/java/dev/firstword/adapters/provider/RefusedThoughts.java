package dev.firstword.adapters.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.RejectedThoughtCounts;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thoughts that a provider did not accept back, so that later requests of their conversations
 * do without them at once. Holds hashes only, until the server is restarted. Thread-safe.
 */
final class RefusedThoughts {

  private static final Logger log = LoggerFactory.getLogger(RefusedThoughts.class);

  /** A few megabytes; the least recently used are evicted, and refused once more. */
  private static final int MAX_THOUGHTS = 50_000;

  private final String provider;
  private final Cache<Integer, Boolean> refused =
      Caffeine.newBuilder().maximumSize(MAX_THOUGHTS).executor(Runnable::run).build();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  RefusedThoughts(String provider) {
    this.provider = provider;
  }

  boolean contains(Thought thought) {
    return refused.getIfPresent(hash(thought)) != null;
  }

  RejectedThoughtCounts losses() {
    return new RejectedThoughtCounts(calls.get(), dropped.get());
  }

  /**
   * Records that a call was refused because of a thought.
   *
   * @param sent the prompt that was sent
   * @param left the prompt with which the call is repeated
   */
  void addAllBut(Prompt left, Prompt sent, String model) {
    int count = 0;
    for (int i = 0; i < sent.messages().size(); i++) {
      PromptMessage message = sent.messages().get(i);
      if (message.hasThought() && !left.messages().get(i).hasThought()) {
        for (var part : message.parts()) {
          if (part instanceof Thought thought) {
            refused.put(hash(thought), true);
            count++;
          }
        }
      }
    }
    calls.incrementAndGet();
    log.warn(
        "The provider {} refused a thought that was sent back to {}. The call is repeated without"
            + " {} thoughts of its conversation, and its prompt cache is lost from the first of"
            + " them.",
        provider,
        model,
        count);
  }

  /** Records thoughts that the provider left out itself. */
  void recordDropped(int count, String model) {
    if (count > 0) {
      dropped.addAndGet(count);
      log.warn(
          "The provider {} left out {} thoughts that were sent back to {}: it found another"
              + " conversation before them, or they are of another model.",
          provider,
          count,
          model);
    }
  }

  private static Integer hash(Thought thought) {
    return 31 * String.valueOf(thought.signature()).hashCode()
        + String.valueOf(thought.encrypted()).hashCode();
  }
}
