package dev.firstword.core.routing.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reports why prompts miss the cache, from what was known when each was sent and the usage that its
 * provider reported. Keeps only the newest outcomes of each model and profile, and no text except
 * the last instructions. Thread-safe.
 */
public final class CacheMissReport {

  /** Models and profiles; the least recently used are evicted. */
  private static final int MAX_KEYS = 100;

  private static final int MAX_OUTCOMES = 100;

  /** Fewer prompts are not conclusive. */
  public static final int MIN_PROMPTS = 30;

  /** From this share of prompts on, an outcome is reported. */
  public static final double MISS_SHARE_THRESHOLD = 0.5;

  private final Cache<CacheStatistics.Key, RecentOutcomes> outcomesByKey =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();

  /** How a prompt fared in its provider's cache. */
  public enum Outcome {
    /** Part of the prompt was cached. */
    HIT,
    /** Its instructions are shorter than the model's caching minimum. */
    UNDER_MINIMUM,
    /** Its instructions had been cached but expired. */
    EXPIRED,
    /** These instructions had not been sent before. */
    CHANGED,
    /** It should have been cached but was not. */
    MISSED
  }

  /**
   * A recurring cause of misses.
   *
   * @param outcome the outcome of most prompts; never {@link Outcome#HIT}
   * @param promptCount how many of the newest prompts it is based on
   * @param share their share with this outcome, 0 to 1
   * @param commonPrefixLength the length of the common prefix of the last two instructions, in
   *     characters
   */
  public record MissPattern(
      CacheStatistics.Key key,
      Outcome outcome,
      int promptCount,
      double share,
      int commonPrefixLength) {}

  private static final class RecentOutcomes {
    private final Deque<Outcome> outcomes = new ArrayDeque<>(MAX_OUTCOMES);
    private String lastInstructions = "";
    private int commonPrefixLength;

    private synchronized void record(Outcome outcome, String instructions) {
      if (outcome == Outcome.CHANGED) {
        if (lastInstructions.isEmpty()) {
          lastInstructions = instructions;
          return; // The first instructions are not a change.
        }
        commonPrefixLength = commonPrefixLength(lastInstructions, instructions);
      }
      lastInstructions = instructions;
      outcomes.addLast(outcome);
      if (outcomes.size() > MAX_OUTCOMES) {
        outcomes.removeFirst();
      }
    }

    private synchronized Optional<MissPattern> findPattern(CacheStatistics.Key key) {
      for (Outcome outcome : Outcome.values()) {
        long count = outcomes.stream().filter(outcome::equals).count();
        double share = (double) count / Math.max(MIN_PROMPTS, outcomes.size());
        if (outcome != Outcome.HIT
            && outcomes.size() >= MIN_PROMPTS
            && share >= MISS_SHARE_THRESHOLD) {
          return Optional.of(
              new MissPattern(key, outcome, outcomes.size(), share, commonPrefixLength));
        }
      }
      return Optional.empty();
    }
  }

  private static int commonPrefixLength(String first, String second) {
    int maxLength = Math.min(first.length(), second.length());
    int length = 0;
    while (length < maxLength && first.charAt(length) == second.charAt(length)) {
      length++;
    }
    return length;
  }

  /** Records the outcome of a prompt with these instructions. */
  void record(CacheStatistics.Key key, Outcome outcome, String instructions) {
    outcomesByKey.get(key, _ -> new RecentOutcomes()).record(outcome, instructions);
  }

  /** Returns the current patterns, at most one for each model and profile. */
  public List<MissPattern> patterns() {
    List<MissPattern> patterns = new ArrayList<>();
    outcomesByKey
        .asMap()
        .forEach((key, outcomes) -> outcomes.findPattern(key).ifPresent(patterns::add));
    return patterns;
  }
}
