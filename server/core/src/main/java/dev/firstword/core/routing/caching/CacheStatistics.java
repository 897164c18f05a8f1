package dev.firstword.core.routing.caching;

import dev.firstword.relay.event.Usage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Prompt cache statistics since startup, by model and profile. Thread-safe. */
public final class CacheStatistics {

  private final Map<Key, Counters> countersByKey = new ConcurrentHashMap<>();

  /** What the statistics are grouped by. */
  public record Key(String model, String profile) {}

  /**
   * A snapshot of the totals of one model and profile.
   *
   * @param prompts prompts that could be written to or read from the cache
   * @param hits how many of them the provider read at least partly from its cache
   * @param inputTokens uncached tokens that were not written to the cache
   * @param writtenTokens uncached tokens that were written to the cache
   * @param readTokens tokens read from the cache
   * @param savings how much less answers cost than without a cache, in the currency of the prices
   * @param primeCalls calls without an answer: refreshes and prefetches
   * @param primeCost the cost of those calls, in the same currency
   */
  public record Totals(
      long prompts,
      long hits,
      long inputTokens,
      long writtenTokens,
      long readTokens,
      double savings,
      long primeCalls,
      double primeCost) {

    /** Returns the share of prompts with a cache hit; 0 without prompts. */
    public double hitRate() {
      return prompts == 0 ? 0 : (double) hits / prompts;
    }
  }

  private static final class Counters {
    private final LongAdder prompts = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder writtenTokens = new LongAdder();
    private final LongAdder readTokens = new LongAdder();
    private final DoubleAdder savings = new DoubleAdder();
    private final LongAdder primeCalls = new LongAdder();
    private final DoubleAdder primeCost = new DoubleAdder();

    private Totals totals() {
      return new Totals(
          prompts.sum(),
          hits.sum(),
          inputTokens.sum(),
          writtenTokens.sum(),
          readTokens.sum(),
          savings.sum(),
          primeCalls.sum(),
          primeCost.sum());
    }
  }

  private Counters counters(String model, String profile) {
    return countersByKey.computeIfAbsent(new Key(model, profile), _ -> new Counters());
  }

  void recordAnswer(String model, String profile, Usage usage, boolean isCacheable) {
    Counters counters = counters(model, profile);
    if (isCacheable) {
      counters.prompts.increment();
      if (usage.cacheReadInputTokens() > 0) {
        counters.hits.increment();
      }
    }
    counters.inputTokens.add(usage.inputTokens());
    counters.writtenTokens.add(usage.cacheCreationInputTokens());
    counters.readTokens.add(usage.cacheReadInputTokens());
    counters.savings.add(usage.cacheSaved());
  }

  void recordPrime(String model, String profile, double cost) {
    Counters counters = counters(model, profile);
    counters.primeCalls.increment();
    counters.primeCost.add(cost);
  }

  /** Returns a snapshot of all totals. */
  public Map<Key, Totals> snapshot() {
    return countersByKey.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().totals()));
  }
}
