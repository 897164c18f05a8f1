package dev.firstword.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last thousands of turns, and what was seen of those that still go on. Not for several threads
 * at once.
 */
final class LastTurns {

  /**
   * A page that was left may be on its way back: somebody reloaded it. Until this has passed it may
   * still say what else was seen.
   */
  static final long RELOAD_MS = 30_000;

  private final int most;
  private final Deque<String> order = new ArrayDeque<>();
  private final Map<String, KeptTurn> byId = new HashMap<>();
  private final Map<String, Report> early = new LinkedHashMap<>();
  private final Deque<Left> left = new ArrayDeque<>();

  LastTurns(int most) {
    this.most = most;
  }

  /** A turn that is over, and whose page was left. */
  private record Left(String turnId, long sinceMs) {}

  /** What somebody saw of a turn, as they say. */
  record Report(String tenant, String user, Vitals seen) {

    boolean isOf(FinishedTurn turn) {
      return tenant.equals(turn.tenant()) && user.equals(turn.user());
    }
  }

  /**
   * Adds a turn.
   *
   * @return what was told of it already, by those whose it is, if that is all there will be
   */
  Optional<Vitals> add(FinishedTurn turn, long nowMs) {
    Report told = early.remove(turn.turnId());
    Vitals seen = told != null && told.isOf(turn) ? told.seen : null;
    if (byId.put(turn.turnId(), new KeptTurn(turn, seen)) == null) {
      order.addLast(turn.turnId());
    }
    if (order.size() > most) {
      byId.remove(order.removeFirst());
    }
    return isWhole(turn.turnId(), seen, nowMs) ? Optional.ofNullable(seen) : Optional.empty();
  }

  /**
   * Adds what was seen of a turn. Of one that goes on it is kept until that ends, as long as there
   * are not too many such; nothing is learnt here about which turns there are. What a page said
   * when it was left gives way to what is said later.
   *
   * @return the turn, where it is among these and theirs, and this is all there will be
   */
  Optional<FinishedTurn> add(String turnId, Report report, long nowMs) {
    KeptTurn kept = byId.get(turnId);
    if (kept == null) {
      early.merge(turnId, report, (first, later) -> first.seen.abandoned() ? later : first);
      if (early.size() > most / 4) {
        early.remove(early.keySet().iterator().next());
      }
      return Optional.empty();
    }
    boolean isNews = kept.seen() == null || (kept.seen().abandoned() && !report.seen.abandoned());
    // One that was left for long has been counted as that.
    boolean isLate = kept.seen() != null && left.stream().noneMatch(l -> l.turnId.equals(turnId));
    if (!isNews || isLate || !report.isOf(kept.turn())) {
      return Optional.empty();
    }
    byId.put(turnId, new KeptTurn(kept.turn(), report.seen));
    return isWhole(turnId, report.seen, nowMs) ? Optional.of(kept.turn()) : Optional.empty();
  }

  private boolean isWhole(String turnId, @Nullable Vitals seen, long nowMs) {
    if (seen == null || !seen.abandoned()) {
      return true;
    }
    left.addLast(new Left(turnId, nowMs));
    return false;
  }

  /** Those whose page was left and has not come back, once. */
  List<KeptTurn> abandoned(long nowMs) {
    List<KeptTurn> abandoned = new ArrayList<>();
    for (Left first = left.peekFirst();
        first != null && nowMs - first.sinceMs >= RELOAD_MS;
        first = left.peekFirst()) {
      left.removeFirst();
      KeptTurn kept = byId.get(first.turnId);
      if (kept != null && kept.seen() != null && kept.seen().abandoned()) {
        abandoned.add(kept);
      }
    }
    return abandoned;
  }

  Optional<KeptTurn> find(String turnId) {
    return Optional.ofNullable(byId.get(turnId));
  }

  /** All of them, oldest first. */
  List<KeptTurn> all() {
    List<KeptTurn> all = new ArrayList<>(order.size());
    for (String turnId : order) {
      KeptTurn kept = byId.get(turnId);
      if (kept != null) {
        all.add(kept);
      }
    }
    return all;
  }
}
