package dev.firstword.monitor.diagnosis;

import dev.firstword.monitor.KeptTurn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was predicted of remedies, beside what came of those that were applied: advice can be wrong,
 * and here it says how wrong it was. A remedy counts as applied once the newest turns do not show
 * its evidence any more. Not for several threads at once.
 */
final class Ledger {

  /** Longer ago nobody remembers what was changed. */
  private static final int MOST = 50;

  /** So many turns after the change tell what it brought; further ones may be due to others. */
  static final int MOST_MEASURED = 500;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * A remedy whose evidence once held.
   *
   * @param lastHeldMs when it last did
   * @param applied absent as long as it holds
   */
  record Entry(Finding finding, long lastHeldMs, @Nullable Applied applied) {}

  /**
   * Looks at what holds now.
   *
   * @param newest turns so few that they show a change soon, of which the findings are
   */
  void look(List<Finding> holding, List<KeptTurn> newest, long nowMs) {
    for (Finding finding : holding) {
      Entry before = entries.remove(finding.id());
      entries.put(finding.id(), new Entry(clearer(before, finding), nowMs, null));
    }
    entries.replaceAll((id, entry) ->
        holding.stream().anyMatch(finding -> finding.id().equals(id))
            ? entry
            : measured(entry, newest));
    while (entries.size() > MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** While a change takes hold the evidence fades, and with it what was to be gained. */
  private static Finding clearer(@Nullable Entry before, Finding now) {
    if (before == null || before.applied != null) {
      return now;
    }
    return now.share() < before.finding.share() * 0.95 ? before.finding : now;
  }

  private static Entry measured(Entry entry, List<KeptTurn> newest) {
    List<KeptTurn> since =
        newest.stream().filter(kept -> kept.turn().endedAtMs() > entry.lastHeldMs).toList();
    boolean isKnown = entry.applied != null && entry.applied.turns() >= since.size();
    if (since.size() < Sample.LEAST || isKnown) {
      return entry;
    }
    List<KeptTurn> counted = since.subList(0, Math.min(since.size(), MOST_MEASURED));
    Saving.Waits measured = entry.finding.saving().before().minus(Saving.Waits.ofTurns(counted));
    return new Entry(
        entry.finding,
        entry.lastHeldMs,
        new Applied(entry.finding, entry.lastHeldMs, counted.size(), measured));
  }

  /** All of it, the oldest first. */
  List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Goes on from what there was before. */
  void addAll(List<Entry> before) {
    before.forEach(entry -> entries.put(entry.finding.id(), entry));
  }

  /** Those that were applied, the newest first. */
  List<Applied> applied() {
    List<Applied> applied = new ArrayList<>();
    entries.values().forEach(entry -> Optional.ofNullable(entry.applied).ifPresent(applied::add));
    Collections.reverse(applied);
    return applied;
  }
}
