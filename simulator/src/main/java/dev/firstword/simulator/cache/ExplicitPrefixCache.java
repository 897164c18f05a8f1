package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.CacheTtl;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Caches prompts at explicit cache breakpoints, as Anthropic does. Writes happen only at
 * breakpoints. A read looks back up to {@value #LOOKBACK_POSITIONS} positions from a breakpoint,
 * including the breakpoint's own.
 */
final class ExplicitPrefixCache {
  static final int LOOKBACK_POSITIONS = 20;

  private static final int NONE = -1;

  private final PrefixStore store;

  ExplicitPrefixCache(PrefixStore store) {
    this.store = store;
  }

  CacheLookup lookUp(String model, List<PromptBlock> blocks, long nowMillis) {
    List<PrefixKey> keys = keys(model, blocks);
    int[] tokens = cumulativeTokens(blocks);
    int readPosition = longestCachedPrefix(blocks, keys, nowMillis);
    for (int position = 0; position <= readPosition; position++) {
      store.renew(keys.get(position), nowMillis);
    }

    int accounted = readPosition == NONE ? 0 : tokens[readPosition];
    int fiveMinutes = 0;
    int oneHour = 0;
    List<CacheLookup.PendingWrite> writes = new ArrayList<>();
    for (int position = readPosition + 1; position < blocks.size(); position++) {
      if (blocks.get(position).breakpointTtl().isEmpty()
          || tokens[position] < MinCacheablePrefix.tokensFor(model)) {
        continue;
      }
      CacheTtl ttl = blocks.get(position).breakpointTtl().get();
      switch (ttl) {
        case FIVE_MINUTES -> fiveMinutes += tokens[position] - accounted;
        case ONE_HOUR -> oneHour += tokens[position] - accounted;
      }
      accounted = tokens[position];
      long ttlMillis = ttl.duration().toMillis();
      writes.add(
          new CacheLookup.PendingWrite(keys.get(position), ttlMillis, nowMillis + ttlMillis));
    }
    int totalTokens = blocks.isEmpty() ? 0 : tokens[blocks.size() - 1];
    int readTokens = readPosition == NONE ? 0 : tokens[readPosition];
    return new CacheLookup(
        new CacheUsage(totalTokens - accounted, fiveMinutes, oneHour, readTokens), writes);
  }

  /** Starts at the last breakpoint, so that the first hit is the longest one. */
  private int longestCachedPrefix(List<PromptBlock> blocks, List<PrefixKey> keys, long nowMillis) {
    for (int breakpoint = blocks.size() - 1; breakpoint >= 0; breakpoint--) {
      if (blocks.get(breakpoint).breakpointTtl().isEmpty()) {
        continue;
      }
      int first = Math.max(0, breakpoint - LOOKBACK_POSITIONS + 1);
      for (int position = breakpoint; position >= first; position--) {
        if (store.contains(keys.get(position), nowMillis)) {
          return position;
        }
      }
    }
    return NONE;
  }

  private static List<PrefixKey> keys(String model, List<PromptBlock> blocks) {
    PrefixHasher chain = new PrefixHasher(model);
    return blocks.stream().map(block -> chain.append(block.content())).toList();
  }

  private static int[] cumulativeTokens(List<PromptBlock> blocks) {
    int[] sums = new int[blocks.size()];
    int sum = 0;
    for (int position = 0; position < sums.length; position++) {
      sum += blocks.get(position).tokens();
      sums[position] = sum;
    }
    return sums;
  }
}
