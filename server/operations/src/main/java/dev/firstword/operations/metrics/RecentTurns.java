package dev.firstword.operations.metrics;

import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the most recent turns, and early vitals of turns that are still running. Not thread-safe.
 */
final class RecentTurns {

  /**
   * How long an abandoned page may take to return after a reload. Until then it may still report
   * further vitals.
   */
  static final long RELOAD_GRACE_MS = 30_000;

  private final int maxTurns;
  private final Deque<String> order = new ArrayDeque<>();
  private final Map<String, RecentTurn> byId = new HashMap<>();
  private final EarlyReports earlyReports;
  private final Deque<LeftPage> leftPages = new ArrayDeque<>();

  RecentTurns(int maxTurns) {
    this.maxTurns = maxTurns;
    this.earlyReports = new EarlyReports(maxTurns / 4);
  }

  /** A finished turn whose page was left. */
  private record LeftPage(String turnId, long sinceMs) {}

  /** Vitals of a turn as reported by a user's browser. */
  record VitalsReport(String tenant, String user, Vitals vitals) {

    boolean isByUserOf(FinishedTurn turn) {
      return tenant.equals(turn.tenant()) && user.equals(turn.user());
    }
  }

  /**
   * Adds a finished turn.
   *
   * @return the vitals that its user has already reported, if they are final
   */
  Optional<Vitals> add(FinishedTurn turn, long nowMs) {
    Vitals vitals = earlyReports.remove(turn);
    if (byId.put(turn.turnId(), new RecentTurn(turn, vitals)) == null) {
      order.addLast(turn.turnId());
    }
    if (order.size() > maxTurns) {
      byId.remove(order.removeFirst());
    }
    return isFinal(turn.turnId(), vitals, nowMs) ? Optional.ofNullable(vitals) : Optional.empty();
  }

  /**
   * Adds the vitals of a turn. Vitals of a running turn are kept until it ends, up to a limit;
   * callers cannot learn from this which turns exist. A report sent when the page was left is
   * replaced by a later one.
   *
   * @return the turn, if it is known, belongs to the reporting user, and the vitals are final
   */
  Optional<FinishedTurn> add(String turnId, VitalsReport report, long nowMs) {
    RecentTurn kept = byId.get(turnId);
    if (kept == null) {
      earlyReports.add(report.tenant, report.user, turnId, report.vitals);
      return Optional.empty();
    }
    boolean isNewer =
        kept.vitals() == null || (kept.vitals().abandoned() && !report.vitals.abandoned());
    // After the reload grace the turn was counted as abandoned.
    boolean isLate =
        kept.vitals() != null && leftPages.stream().noneMatch(l -> l.turnId.equals(turnId));
    if (!isNewer || isLate || !report.isByUserOf(kept.turn())) {
      return Optional.empty();
    }
    byId.put(turnId, new RecentTurn(kept.turn(), report.vitals));
    return isFinal(turnId, report.vitals, nowMs) ? Optional.of(kept.turn()) : Optional.empty();
  }

  private boolean isFinal(String turnId, @Nullable Vitals vitals, long nowMs) {
    if (vitals == null || !vitals.abandoned()) {
      return true;
    }
    leftPages.addLast(new LeftPage(turnId, nowMs));
    return false;
  }

  /** Returns the turns whose page was left and did not return in time. Each is returned once. */
  List<RecentTurn> abandoned(long nowMs) {
    List<RecentTurn> abandoned = new ArrayList<>();
    for (LeftPage first = leftPages.peekFirst();
        first != null && nowMs - first.sinceMs >= RELOAD_GRACE_MS;
        first = leftPages.peekFirst()) {
      leftPages.removeFirst();
      RecentTurn kept = byId.get(first.turnId);
      if (kept != null && kept.vitals() != null && kept.vitals().abandoned()) {
        abandoned.add(kept);
      }
    }
    return abandoned;
  }

  /** Removes the turns of a user, and what was reported of them; returns how many turns. */
  int removeAllOf(String tenant, String user) {
    int before = byId.size();
    byId.values()
        .removeIf(kept -> kept.turn().tenant().equals(tenant) && kept.turn().user().equals(user));
    order.removeIf(turnId -> !byId.containsKey(turnId));
    earlyReports.removeAllOf(tenant, user);
    return before - byId.size();
  }

  Optional<RecentTurn> find(String turnId) {
    return Optional.ofNullable(byId.get(turnId));
  }

  /** Returns all turns, oldest first. */
  List<RecentTurn> all() {
    List<RecentTurn> all = new ArrayList<>(order.size());
    for (String turnId : order) {
      RecentTurn kept = byId.get(turnId);
      if (kept != null) {
        all.add(kept);
      }
    }
    return all;
  }
}
