package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The misses since startup, by model, profile and cause. Thread-safe. */
public final class CacheMissCounts {

  private final Map<Key, Counters> countersByKey = new ConcurrentHashMap<>();

  /** What misses are grouped by. */
  public record Key(String model, String profile, Cause cause) {}

  /**
   * A snapshot.
   *
   * @param calls calls that read tokens anew which were cached before
   * @param tokens those tokens
   */
  public record Totals(long calls, long tokens) {}

  private record Counters(LongAdder calls, LongAdder tokens) {}

  void record(String model, String profile, CacheMiss miss) {
    Counters counters =
        countersByKey.computeIfAbsent(
            new Key(model, profile, miss.cause()),
            _ -> new Counters(new LongAdder(), new LongAdder()));
    counters.calls.increment();
    counters.tokens.add(miss.tokens());
  }

  /** Returns a snapshot of all totals. */
  public Map<Key, Totals> snapshot() {
    return countersByKey.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> new Totals(entry.getValue().calls.sum(), entry.getValue().tokens.sum())));
  }
}
