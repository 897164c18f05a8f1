package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.CacheablePrompt;
import java.time.InstantSource;

/**
 * The provider's prompt cache, bounded, one for all models (a prefix of one is unknown to another).
 *
 * <p>Lives count from a request's start, and a read renews them; a written prefix becomes readable
 * only when its response has begun ({@link #begun}). It is entered once or twice a call, never for
 * a token, so one monitor is enough.
 */
public final class PromptCache {
  private static final int CAPACITY = 100_000;

  private final InstantSource clock;
  private final PrefixStore store;
  private final MarkedPrefixes marked;
  private final AutomaticPrefixes automatic;

  public PromptCache(InstantSource clock) {
    this(clock, CAPACITY);
  }

  PromptCache(InstantSource clock, int capacity) {
    this.clock = clock;
    store = new PrefixStore(capacity);
    marked = new MarkedPrefixes(store);
    automatic = new AutomaticPrefixes(store);
  }

  /** Looks a prompt up at the start of its request. */
  public synchronized CacheVisit visit(String model, CacheablePrompt prompt) {
    long now = clock.millis();
    return switch (prompt) {
      case CacheablePrompt.Marked(var blocks) -> marked.visit(model, blocks, now);
      case CacheablePrompt.Automatic(var blocks) -> automatic.visit(model, blocks, now);
    };
  }

  /** The response to a visit's request has begun: what it writes can be read from now on. */
  public synchronized void begun(CacheVisit visit) {
    visit.writes().forEach(store::keep);
  }

  public synchronized void clear() {
    store.clear();
  }

  synchronized int size() {
    return store.size();
  }
}
