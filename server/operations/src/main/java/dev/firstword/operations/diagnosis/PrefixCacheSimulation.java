package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Simulates prompt caching: which of some turns would have hit the cache, had their prompts had a
 * cache breakpoint. A provider caches a prefix from the first token of the turn that writes it
 * until five minutes after the last read. Turns before, at the same time and after a longer pause
 * miss, and they count at p95.
 */
final class PrefixCacheSimulation {

  /** The default TTL of a prompt cache. */
  static final Duration CACHE_TTL = Duration.ofMinutes(5);

  private final Set<String> hitTurnIds = new HashSet<>();

  /** When a cached prefix becomes available and when it expires, in microseconds since 1970. */
  private record CacheEntry(long fromMicros, long untilMicros) {}

  /** Simulates the turns, starting with an empty cache. */
  PrefixCacheSimulation(List<RecentTurn> turns) {
    Map<String, CacheEntry> entries = new HashMap<>();
    turns.stream()
        .map(RecentTurn::turn)
        .sorted(Comparator.comparingLong(PrefixCacheSimulation::calledMicros))
        .forEach(turn -> {
          long called = calledMicros(turn);
          CacheEntry before = entries.get(prefix(turn));
          long from = startMicros(turn) + turn.timeline().ttftMicros();
          if (before != null && called < before.untilMicros) {
            from = Math.min(before.fromMicros, from);
          }
          if (from <= called) {
            hitTurnIds.add(turn.turnId());
          }
          entries.put(prefix(turn), new CacheEntry(from, expiryMicros(called)));
        });
  }

  boolean isHit(RecentTurn kept) {
    return hitTurnIds.contains(kept.turn().turnId());
  }

  int hitCount() {
    return hitTurnIds.size();
  }

  private static String prefix(FinishedTurn turn) {
    return turn.model() + " " + turn.profile();
  }

  private static long expiryMicros(long usedMicros) {
    return usedMicros + TimeUnit.MILLISECONDS.toMicros(CACHE_TTL.toMillis());
  }

  private static long startMicros(FinishedTurn turn) {
    return TimeUnit.MILLISECONDS.toMicros(turn.endedAtMs()) - turn.timeline().totalMicros();
  }

  private static long calledMicros(FinishedTurn turn) {
    return startMicros(turn) + TurnSample.modelCallMicros(turn);
  }
}
