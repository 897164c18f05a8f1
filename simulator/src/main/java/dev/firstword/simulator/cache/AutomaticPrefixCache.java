package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Caches prompts automatically, as OpenAI does. The longest cached prefix is read, from {@value
 * #MIN_TOKENS} tokens in steps of {@value #STEP_TOKENS}. Entries expire ten minutes after their
 * last use. Writes are free.
 */
final class AutomaticPrefixCache {
  static final int MIN_TOKENS = 1024;
  static final int STEP_TOKENS = 128;

  private static final long TTL_MILLIS = Duration.ofMinutes(10).toMillis();

  private final PrefixStore store;

  AutomaticPrefixCache(PrefixStore store) {
    this.store = store;
  }

  CacheLookup lookUp(String model, List<PromptBlock> blocks, long nowMillis) {
    List<PrefixKey> keys = keysByStep(model, blocks);
    int totalTokens = blocks.stream().mapToInt(PromptBlock::tokens).sum();
    int readTokens = 0;
    List<CacheLookup.PendingWrite> writes = new ArrayList<>();
    for (int step = 0; step < keys.size(); step++) {
      int tokens = (step + 1) * STEP_TOKENS;
      if (tokens < MIN_TOKENS) {
        continue;
      }
      PrefixKey key = keys.get(step);
      if (store.contains(key, nowMillis)) {
        store.renew(key, nowMillis);
        readTokens = tokens;
      } else {
        writes.add(new CacheLookup.PendingWrite(key, TTL_MILLIS, nowMillis + TTL_MILLIS));
      }
    }
    return new CacheLookup(new CacheUsage(totalTokens - readTokens, 0, 0, readTokens), writes);
  }

  private static List<PrefixKey> keysByStep(String model, List<PromptBlock> blocks) {
    StringBuilder prompt = new StringBuilder();
    blocks.forEach(block -> prompt.append(block.content()));
    byte[] bytes = prompt.toString().getBytes(StandardCharsets.UTF_8);
    int stepBytes = STEP_TOKENS * TokenCounter.BYTES_PER_TOKEN;
    PrefixHasher chain = new PrefixHasher(model);
    List<PrefixKey> keys = new ArrayList<>();
    for (int offset = 0; offset + stepBytes <= bytes.length; offset += stepBytes) {
      keys.add(chain.append(bytes, offset, stepBytes));
    }
    return keys;
  }
}
