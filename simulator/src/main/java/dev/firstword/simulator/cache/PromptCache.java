package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.CacheablePrompt;
import java.time.InstantSource;

/**
 * The provider's bounded prompt cache, shared by all models. Models do not share entries.
 *
 * <p>A TTL counts from the start of a request, and a read renews it. A written prefix becomes
 * readable only once its response has started ({@link #commit}). One monitor is enough, because it
 * is entered once or twice per call, never per token.
 */
public final class PromptCache {
  private static final int CAPACITY = 100_000;

  private final InstantSource clock;
  private final PrefixStore store;
  private final ExplicitPrefixCache explicitCache;
  private final AutomaticPrefixCache automaticCache;

  public PromptCache(InstantSource clock) {
    this(clock, CAPACITY);
  }

  PromptCache(InstantSource clock, int capacity) {
    this.clock = clock;
    store = new PrefixStore(capacity);
    explicitCache = new ExplicitPrefixCache(store);
    automaticCache = new AutomaticPrefixCache(store);
  }

  /** Looks up a prompt at the start of its request. */
  public synchronized CacheLookup lookUp(String model, CacheablePrompt prompt) {
    long now = clock.millis();
    return switch (prompt) {
      case CacheablePrompt.Explicit(var blocks) -> explicitCache.lookUp(model, blocks, now);
      case CacheablePrompt.Automatic(var blocks) -> automaticCache.lookUp(model, blocks, now);
    };
  }

  /** Makes a lookup's writes readable. Called when the response to its request has started. */
  public synchronized void commit(CacheLookup lookup) {
    lookup.writes().forEach(store::put);
  }

  public synchronized void clear() {
    store.clear();
  }

  synchronized int size() {
    return store.size();
  }
}
