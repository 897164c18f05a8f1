package dev.firstword.routing.caching;

import dev.firstword.protocol.Usage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What caching came to since the start, by model and profile. From any thread. */
public final class CacheAccounts {

  private final Map<Of, Sums> sums = new ConcurrentHashMap<>();

  /** Whose account it is. */
  public record Of(String model, String profile) {}

  /**
   * An account as it stands.
   *
   * @param prompts that had something to keep, or to be found
   * @param hits those of which the provider had something at hand
   * @param inputTokens read anew and not kept
   * @param writtenTokens read anew and kept
   * @param readTokens taken from the cache
   * @param saved what answers cost less than they would have without any cache, in the currency of
   *     the prices
   * @param primes calls that brought no answer: refreshes, and prompts that were read ahead
   * @param primesCost what those cost, likewise
   */
  public record Account(
      long prompts,
      long hits,
      long inputTokens,
      long writtenTokens,
      long readTokens,
      double saved,
      long primes,
      double primesCost) {

    /** The share of prompts of which the provider had something at hand; 0 where there was none. */
    public double hitRate() {
      return prompts == 0 ? 0 : (double) hits / prompts;
    }
  }

  private static final class Sums {
    private final LongAdder prompts = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder input = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final DoubleAdder saved = new DoubleAdder();
    private final LongAdder primes = new LongAdder();
    private final DoubleAdder primesCost = new DoubleAdder();

    private Account account() {
      return new Account(
          prompts.sum(),
          hits.sum(),
          input.sum(),
          written.sum(),
          read.sum(),
          saved.sum(),
          primes.sum(),
          primesCost.sum());
    }
  }

  private Sums of(String model, String profile) {
    return sums.computeIfAbsent(new Of(model, profile), _ -> new Sums());
  }

  void answered(String model, String profile, Usage usage, boolean marked) {
    Sums account = of(model, profile);
    if (marked) {
      account.prompts.increment();
      if (usage.cacheReadInputTokens() > 0) {
        account.hits.increment();
      }
    }
    account.input.add(usage.inputTokens());
    account.written.add(usage.cacheCreationInputTokens());
    account.read.add(usage.cacheReadInputTokens());
    account.saved.add(usage.cacheSaved());
  }

  void primed(String model, String profile, double cost) {
    Sums account = of(model, profile);
    account.primes.increment();
    account.primesCost.add(cost);
  }

  /** All accounts as they stand. */
  public Map<Of, Account> all() {
    return sums.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().account()));
  }
}
