package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.CacheLife;
import dev.firstword.simulator.prompt.PromptBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Caching where the client marks it: writes happen only at marks, a read may lie up to {@value
 * #LOOK_BACK} positions back from one, counting the mark's own.
 */
final class MarkedPrefixes {
  static final int LOOK_BACK = 20;

  private static final int NONE = -1;

  private final PrefixStore store;

  MarkedPrefixes(PrefixStore store) {
    this.store = store;
  }

  CacheVisit visit(String model, List<PromptBlock> blocks, long nowMillis) {
    List<PrefixKey> keys = keys(model, blocks);
    int[] tokens = tokensUpTo(blocks);
    int read = longestHeld(blocks, keys, nowMillis);
    for (int position = 0; position <= read; position++) {
      store.renew(keys.get(position), nowMillis);
    }

    int accounted = read == NONE ? 0 : tokens[read];
    int fiveMinutes = 0;
    int oneHour = 0;
    List<CacheVisit.Write> writes = new ArrayList<>();
    for (int position = read + 1; position < blocks.size(); position++) {
      if (blocks.get(position).mark().isEmpty() || tokens[position] < MinimumPrefix.tokens(model)) {
        continue;
      }
      CacheLife life = blocks.get(position).mark().get();
      switch (life) {
        case FIVE_MINUTES -> fiveMinutes += tokens[position] - accounted;
        case ONE_HOUR -> oneHour += tokens[position] - accounted;
      }
      accounted = tokens[position];
      long lifeMillis = life.duration().toMillis();
      writes.add(new CacheVisit.Write(keys.get(position), lifeMillis, nowMillis + lifeMillis));
    }
    int all = blocks.isEmpty() ? 0 : tokens[blocks.size() - 1];
    int readTokens = read == NONE ? 0 : tokens[read];
    return new CacheVisit(
        new CacheUsage(all - accounted, fiveMinutes, oneHour, readTokens), writes);
  }

  /** Looks back from the last mark first: what it finds is the longest there is. */
  private int longestHeld(List<PromptBlock> blocks, List<PrefixKey> keys, long nowMillis) {
    for (int mark = blocks.size() - 1; mark >= 0; mark--) {
      if (blocks.get(mark).mark().isEmpty()) {
        continue;
      }
      int first = Math.max(0, mark - LOOK_BACK + 1);
      for (int position = mark; position >= first; position--) {
        if (store.holds(keys.get(position), nowMillis)) {
          return position;
        }
      }
    }
    return NONE;
  }

  private static List<PrefixKey> keys(String model, List<PromptBlock> blocks) {
    PrefixChain chain = new PrefixChain(model);
    return blocks.stream().map(block -> chain.add(block.content())).toList();
  }

  private static int[] tokensUpTo(List<PromptBlock> blocks) {
    int[] sums = new int[blocks.size()];
    int sum = 0;
    for (int position = 0; position < sums.length; position++) {
      sum += blocks.get(position).tokens();
      sums[position] = sum;
    }
    return sums;
  }
}
