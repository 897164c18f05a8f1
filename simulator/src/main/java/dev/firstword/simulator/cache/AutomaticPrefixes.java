package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Caching without being asked: the longest known beginning counts, from {@value #MINIMUM} tokens in
 * steps of {@value #STEP}, and lives for ten minutes after its last use. Writing costs nothing.
 */
final class AutomaticPrefixes {
  static final int MINIMUM = 1024;
  static final int STEP = 128;

  private static final long LIFE_MILLIS = Duration.ofMinutes(10).toMillis();

  private final PrefixStore store;

  AutomaticPrefixes(PrefixStore store) {
    this.store = store;
  }

  CacheVisit visit(String model, List<PromptBlock> blocks, long nowMillis) {
    List<PrefixKey> keys = keysByStep(model, blocks);
    int all = blocks.stream().mapToInt(PromptBlock::tokens).sum();
    int read = 0;
    List<CacheVisit.Write> writes = new ArrayList<>();
    for (int step = 0; step < keys.size(); step++) {
      int tokens = (step + 1) * STEP;
      if (tokens < MINIMUM) {
        continue;
      }
      PrefixKey key = keys.get(step);
      if (store.holds(key, nowMillis)) {
        store.renew(key, nowMillis);
        read = tokens;
      } else {
        writes.add(new CacheVisit.Write(key, LIFE_MILLIS, nowMillis + LIFE_MILLIS));
      }
    }
    return new CacheVisit(new CacheUsage(all - read, 0, 0, read), writes);
  }

  private static List<PrefixKey> keysByStep(String model, List<PromptBlock> blocks) {
    StringBuilder whole = new StringBuilder();
    blocks.forEach(block -> whole.append(block.content()));
    byte[] bytes = whole.toString().getBytes(StandardCharsets.UTF_8);
    int stepBytes = STEP * TokenCount.BYTES_PER_TOKEN;
    PrefixChain chain = new PrefixChain(model);
    List<PrefixKey> keys = new ArrayList<>();
    for (int offset = 0; offset + stepBytes <= bytes.length; offset += stepBytes) {
      keys.add(chain.add(bytes, offset, stepBytes));
    }
    return keys;
  }
}
