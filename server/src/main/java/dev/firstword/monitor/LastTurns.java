package dev.firstword.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last thousands of turns, and what was seen of those that still go on. Not for several threads
 * at once.
 */
final class LastTurns {

  private final int most;
  private final Deque<String> order = new ArrayDeque<>();
  private final Map<String, KeptTurn> byId = new HashMap<>();
  private final Map<String, Report> early = new LinkedHashMap<>();

  LastTurns(int most) {
    this.most = most;
  }

  /** What somebody saw of a turn, as they say. */
  record Report(String tenant, String user, Vitals seen) {

    boolean isOf(FinishedTurn turn) {
      return tenant.equals(turn.tenant()) && user.equals(turn.user());
    }
  }

  /**
   * Adds a turn.
   *
   * @return what was told of it already, by those whose it is
   */
  Optional<Vitals> add(FinishedTurn turn) {
    Report told = early.remove(turn.turnId());
    Vitals seen = told != null && told.isOf(turn) ? told.seen : null;
    if (byId.put(turn.turnId(), new KeptTurn(turn, seen)) == null) {
      order.addLast(turn.turnId());
    }
    if (order.size() > most) {
      byId.remove(order.removeFirst());
    }
    return Optional.ofNullable(seen);
  }

  /**
   * Adds what was seen of a turn. Of one that goes on it is kept until that ends, as long as there
   * are not too many such; nothing is learnt here about which turns there are.
   *
   * @return the turn, where it is among these and theirs, and nothing was told of it before
   */
  Optional<FinishedTurn> add(String turnId, Report report) {
    KeptTurn kept = byId.get(turnId);
    if (kept == null) {
      early.putIfAbsent(turnId, report);
      if (early.size() > most / 4) {
        early.remove(early.keySet().iterator().next());
      }
      return Optional.empty();
    }
    if (kept.seen() != null || !report.isOf(kept.turn())) {
      return Optional.empty();
    }
    byId.put(turnId, new KeptTurn(kept.turn(), report.seen));
    return Optional.of(kept.turn());
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
