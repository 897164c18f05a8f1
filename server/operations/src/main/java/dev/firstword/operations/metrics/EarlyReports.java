package dev.firstword.operations.metrics;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Vitals of turns that are still running, as far as is known: anyone may report any turn. Beyond
 * the limit, the oldest of the tenant with the most is dropped, so no tenant displaces another's.
 * Not thread-safe.
 */
final class EarlyReports {

  private record Key(String user, String turnId) {}

  private final int limit;

  /** In order of arrival, for each tenant that has any. */
  private final Map<String, LinkedHashMap<Key, Vitals>> byTenant = new HashMap<>();

  private int size;

  EarlyReports(int limit) {
    this.limit = limit;
  }

  /** Adds a report; one sent when the page was left is replaced by a later one. */
  void add(String tenant, String user, String turnId, Vitals vitals) {
    LinkedHashMap<Key, Vitals> reports =
        byTenant.computeIfAbsent(tenant, _ -> new LinkedHashMap<>());
    int before = reports.size();
    reports.merge(
        new Key(user, turnId), vitals, (first, later) -> first.abandoned() ? later : first);
    size += reports.size() - before;
    if (size > limit) {
      byTenant.values().stream()
          .max(Comparator.comparingInt(Map::size))
          .ifPresent(most -> most.remove(most.keySet().iterator().next()));
      size--;
    }
  }

  /** Removes and returns what the user of a turn has reported. */
  @Nullable Vitals remove(FinishedTurn turn) {
    LinkedHashMap<Key, Vitals> reports = byTenant.get(turn.tenant());
    if (reports == null) {
      return null;
    }
    Vitals vitals = reports.remove(new Key(turn.user(), turn.turnId()));
    size -= vitals == null ? 0 : 1;
    if (reports.isEmpty()) {
      byTenant.remove(turn.tenant());
    }
    return vitals;
  }

  /** Removes everything that a user has reported. */
  void removeAllOf(String tenant, String user) {
    LinkedHashMap<Key, Vitals> reports = byTenant.get(tenant);
    if (reports != null) {
      int before = reports.size();
      reports.keySet().removeIf(key -> key.user.equals(user));
      size -= before - reports.size();
      if (reports.isEmpty()) {
        byTenant.remove(tenant);
      }
    }
  }
}
