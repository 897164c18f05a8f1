package dev.firstword.core.prompt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.relay.event.Usage;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which prompt prefixes each model's provider has cached, inferred from what this server
 * sent and the usage that the provider reported. Holds digests and times, no text. Thread-safe.
 */
public final class CacheLedger implements WarmPrefixes {

  private static final int NONE = Prefixes.TOOLS - 1;

  /** At 100 bytes each; the least recently used are evicted. */
  private static final int MAX_PREFIXES = 50_000;

  private final Map<String, CacheRules> rules;
  private final InstantSource clock;
  private final Cache<EntryKey, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX_PREFIXES).executor(Runnable::run).build();

  /** A prompt is looked up for several models but sent to one, so its digests are computed once. */
  private final Cache<Prompt, Prefixes> prefixesByPrompt =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  /** A prefix is cached per model. */
  private record EntryKey(String model, PrefixKey prefix) {}

  private record Entry(CacheTtl ttl, long expiresAtMs) {}

  /**
   * Creates an empty ledger.
   *
   * @param rules caching rules by model name; nothing is tracked for other models
   */
  public CacheLedger(Map<String, CacheRules> rules, InstantSource clock) {
    this.rules = Map.copyOf(rules);
    this.clock = clock;
  }

  private Prefixes prefixesOf(Prompt prompt) {
    return prefixesByPrompt.get(prompt, Prefixes::of);
  }

  /** Returns the cache breakpoints of a prompt for a model, with this TTL for the instructions. */
  public CachePlan plan(String model, Prompt prompt, CacheTtl instructionsTtl) {
    CacheRules modelRules = rules.get(model);
    if (modelRules == null || prompt.scope().ttls().isEmpty()) {
      return CachePlan.NONE;
    }
    Prefixes prefixes = prefixesOf(prompt);
    int warm = lastCached(model, prefixes, prompt.lastRepeated());
    return CachePlan.of(prefixes, prompt, modelRules, instructionsTtl, warm);
  }

  /** Returns the last block up to this one that is cached. */
  private int lastCached(String model, Prefixes prefixes, int newest) {
    long now = clock.millis();
    int block = newest;
    while (block >= prefixes.first() && !isCached(new EntryKey(model, prefixes.key(block)), now)) {
      block--;
    }
    return block;
  }

  /** Returns the key of a prompt's instructions, with the tools before them. */
  public PrefixKey instructionsKey(Prompt prompt) {
    return prefixesOf(prompt).key(Prefixes.INSTRUCTIONS);
  }

  /** Returns the estimated tokens of a prompt's instructions, with the tools before them. */
  public long instructionTokens(Prompt prompt) {
    return prefixesOf(prompt).tokensUpTo(Prefixes.INSTRUCTIONS);
  }

  @Override
  public long uncachedTokens(String model, Prompt prompt) {
    return lookUp(model, prompt, plan(model, prompt, prompt.scope().defaultTtl())).uncachedTokens();
  }

  /** Returns whether a prompt's instructions are still cached for a model. */
  public boolean hasInstructions(String model, Prompt prompt) {
    return isCached(new EntryKey(model, instructionsKey(prompt)), clock.millis());
  }

  /**
   * Returns when a prompt's instructions expire unless they are read before, in epoch milliseconds;
   * 0 if they are not cached.
   */
  public long instructionsExpireAtMs(String model, Prompt prompt) {
    Entry entry = entries.getIfPresent(new EntryKey(model, instructionsKey(prompt)));
    return entry == null ? 0 : entry.expiresAtMs;
  }

  /**
   * Returns the TTL with which a prompt's instructions were written; absent if they are not cached.
   */
  public @Nullable CacheTtl instructionsTtl(String model, Prompt prompt) {
    EntryKey key = new EntryKey(model, instructionsKey(prompt));
    Entry entry = entries.getIfPresent(key);
    return entry != null && isCached(key, clock.millis()) ? entry.ttl : null;
  }

  /** Records that a prompt is sent to a model now, with these breakpoints. TTLs start here. */
  public Lookup recordSend(String model, Prompt prompt, CachePlan plan) {
    Lookup lookup = lookUp(model, prompt, plan);
    lookup.renewHits();
    return lookup;
  }

  private Lookup lookUp(String model, Prompt prompt, CachePlan plan) {
    Prefixes blocks = prefixesOf(prompt);
    long now = clock.millis();
    boolean isLimited = usesBreakpoints(model);
    int hitBlock = NONE;
    for (int i = plan.breakpoints().size() - 1; i >= 0 && hitBlock == NONE; i--) {
      int breakpoint = plan.breakpoints().get(i).block();
      for (int block = breakpoint;
          block >= blocks.first()
              && (!isLimited
                  || blocks.positionsBetween(block, breakpoint) < CachePlan.LOOKBACK_BLOCKS)
              && hitBlock == NONE;
          block--) {
        hitBlock = isCached(new EntryKey(model, blocks.key(block)), now) ? block : NONE;
      }
    }
    return new Lookup(model, blocks, plan, hitBlock, now);
  }

  private boolean usesBreakpoints(String model) {
    CacheRules modelRules = rules.get(model);
    return modelRules != null && modelRules.mode() == CacheRules.Mode.EXPLICIT;
  }

  private boolean isCached(EntryKey key, long nowMs) {
    Entry entry = entries.getIfPresent(key);
    return entry != null && entry.expiresAtMs > nowMs;
  }

  /** The cache lookup of one prompt, and the updates that follow from its response. */
  public final class Lookup {
    private final String model;
    private final Prefixes blocks;
    private final CachePlan plan;
    private final int hitBlock;
    private final long sentAtMs;

    private Lookup(String model, Prefixes blocks, CachePlan plan, int hitBlock, long sentAtMs) {
      this.model = model;
      this.blocks = blocks;
      this.plan = plan;
      this.hitBlock = hitBlock;
      this.sentAtMs = sentAtMs;
    }

    /** Returns the estimated tokens that are cached. */
    public long cachedTokens() {
      return hitBlock == NONE ? 0 : blocks.tokensUpTo(hitBlock);
    }

    /** Returns the estimated tokens that are not cached. */
    public long uncachedTokens() {
      return blocks.tokens() - cachedTokens();
    }

    /** Returns the share, 0 to 1, of the written tokens that is cached for an hour. */
    public double oneHourShare() {
      long coveredTokens = cachedTokens();
      long oneHourTokens = 0;
      for (CachePlan.CacheBreakpoint breakpoint : plan.breakpoints()) {
        if (breakpoint.block() > hitBlock) {
          long endTokens = blocks.tokensUpTo(breakpoint.block());
          oneHourTokens += breakpoint.ttl() == CacheTtl.ONE_HOUR ? endTokens - coveredTokens : 0;
          coveredTokens = endTokens;
        }
      }
      long writtenTokens = coveredTokens - cachedTokens();
      return writtenTokens == 0 ? 0 : (double) oneHourTokens / writtenTokens;
    }

    private EntryKey key(int block) {
      return new EntryKey(model, blocks.key(block));
    }

    private void renewHits() {
      for (int block = blocks.first(); block <= hitBlock; block++) {
        entries
            .asMap()
            .computeIfPresent(
                key(block),
                (_, entry) ->
                    entry.expiresAtMs <= sentAtMs
                        ? null
                        : new Entry(entry.ttl, sentAtMs + entry.ttl.duration().toMillis()));
      }
    }

    /** The response has started: what it writes can be read from now on. */
    public void onResponseStarted() {
      storeAfter(hitBlock);
    }

    private void storeAfter(int position) {
      for (CachePlan.CacheBreakpoint breakpoint : plan.breakpoints()) {
        if (breakpoint.block() > position) {
          Entry entry =
              new Entry(breakpoint.ttl(), sentAtMs + breakpoint.ttl().duration().toMillis());
          entries
              .asMap()
              .merge(
                  key(breakpoint.block()),
                  entry,
                  (existing, candidate) ->
                      existing.expiresAtMs > candidate.expiresAtMs ? existing : candidate);
        }
      }
    }

    /**
     * Applies the usage that the provider reported. If it contradicts the ledger, the provider is
     * right.
     */
    public void onUsage(Usage usage) {
      if (usage.cacheReadInputTokens() > 0) {
        return;
      }
      boolean wasWritten = usage.cacheCreationInputTokens() > 0 || !usesBreakpoints(model);
      for (int block = blocks.first(); block <= hitBlock; block++) {
        entries.invalidate(key(block)); // The ledger assumed a hit.
      }
      if (wasWritten) {
        storeAfter(NONE);
      } else {
        plan.breakpoints().forEach(breakpoint -> entries.invalidate(key(breakpoint.block())));
      }
    }
  }
}
