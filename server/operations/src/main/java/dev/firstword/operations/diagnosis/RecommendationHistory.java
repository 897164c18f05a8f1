package dev.firstword.operations.diagnosis;

import dev.firstword.operations.metrics.RecentTurn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares predicted savings with measured ones, since advice can be wrong. A recommendation counts
 * as applied once the most recent turns no longer show its evidence. Not thread-safe.
 */
final class RecommendationHistory {

  /** Older changes are forgotten. */
  private static final int MAX_ENTRIES = 50;

  /** How many turns after a change are measured; later ones may be affected by other changes. */
  static final int MAX_MEASURED_TURNS = 500;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A recommendation whose evidence was seen.
   *
   * @param lastSeenMs when it was last seen
   * @param applied null while the evidence holds
   */
  record Entry(
      Recommendation recommendation, long lastSeenMs, @Nullable AppliedRecommendation applied) {}

  /**
   * Updates the entries with the current recommendations.
   *
   * @param current the recommendations for the most recent turns, few enough to show a change soon
   * @param recentTurns the turns to measure applied recommendations with
   */
  void update(List<Recommendation> current, List<RecentTurn> recentTurns, long nowMs) {
    for (Recommendation recommendation : current) {
      Entry before = entries.remove(recommendation.id());
      entries.put(recommendation.id(), new Entry(stronger(before, recommendation), nowMs, null));
    }
    entries.replaceAll((id, entry) ->
        current.stream().anyMatch(recommendation -> recommendation.id().equals(id))
            ? entry
            : measure(entry, recentTurns));
    while (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /**
   * Keeps the earlier prediction while a change takes effect: the evidence fades, and with it the
   * saving.
   */
  private static Recommendation stronger(@Nullable Entry before, Recommendation current) {
    if (before == null || before.applied != null) {
      return current;
    }
    return current.share() < before.recommendation.share() * 0.95 ? before.recommendation : current;
  }

  private static Entry measure(Entry entry, List<RecentTurn> recentTurns) {
    List<RecentTurn> since =
        recentTurns.stream().filter(kept -> kept.turn().endedAtMs() > entry.lastSeenMs).toList();
    boolean isKnown = entry.applied != null && entry.applied.turns() >= since.size();
    if (since.size() < TurnSample.MIN_TURNS || isKnown) {
      return entry;
    }
    List<RecentTurn> counted = since.subList(0, Math.min(since.size(), MAX_MEASURED_TURNS));
    Saving.LatencySummary measured =
        entry.recommendation.saving().before().minus(Saving.LatencySummary.ofTurns(counted));
    return new Entry(
        entry.recommendation,
        entry.lastSeenMs,
        new AppliedRecommendation(
            entry.recommendation, entry.lastSeenMs, counted.size(), measured));
  }

  /** Returns all entries, oldest first. */
  List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Restores saved entries. */
  void addAll(List<Entry> before) {
    before.forEach(entry -> entries.put(entry.recommendation.id(), entry));
  }

  /** Returns the applied recommendations, newest first. */
  List<AppliedRecommendation> applied() {
    List<AppliedRecommendation> applied = new ArrayList<>();
    entries.values().forEach(entry -> Optional.ofNullable(entry.applied).ifPresent(applied::add));
    Collections.reverse(applied);
    return applied;
  }
}
