package dev.firstword.core.routing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits the rate of hedges: in any {@value #WINDOW_TURNS} consecutive turns, no more are hedged
 * than the rate allows; after an idle period, no more than a burst at once.
 *
 * <p>Called once per turn and once per slow turn, for well under a microsecond each time, so a lock
 * is good enough.
 */
final class HedgeBudget {

  static final int WINDOW_TURNS = 1_000;

  /**
   * The burst as a share of what a window allows: enough for random clustering, too little for a
   * surge.
   */
  private static final double BURST_SHARE = 0.5;

  private final double rate;
  private final int maxPerWindow;
  private final double burstCapacity;
  private final Deque<GrantedHedge> recentHedges = new ArrayDeque<>();
  private long turnCount;
  private double tokens;

  /**
   * A hedge that was sent.
   *
   * @param turn the number of the hedged turn
   * @param newestTurn the number of the newest turn when the hedge was sent
   */
  private record GrantedHedge(long turn, long newestTurn) {}

  HedgeBudget(double rate) {
    this.rate = rate;
    this.maxPerWindow = (int) Math.floor(rate * WINDOW_TURNS);
    this.burstCapacity = Math.max(1, maxPerWindow * BURST_SHARE);
    this.tokens = burstCapacity;
  }

  /** Registers a turn and returns its number. */
  synchronized long startTurn() {
    tokens = Math.min(burstCapacity, tokens + rate);
    return ++turnCount;
  }

  /**
   * Acquires a hedge for this turn.
   *
   * @return whether the budget allowed it
   */
  synchronized boolean tryAcquire(long turn) {
    // Turns overlap, so the limit holds both by hedged turn and by the time the hedge was sent.
    while (!recentHedges.isEmpty()
        && recentHedges.peekFirst().newestTurn <= turnCount - 2 * WINDOW_TURNS) {
      recentHedges.removeFirst();
    }
    long inWindow =
        recentHedges.stream()
            .filter(hedge ->
                hedge.turn > turn - WINDOW_TURNS || hedge.newestTurn > turnCount - WINDOW_TURNS)
            .count();
    if (tokens < 1 || inWindow >= maxPerWindow) {
      return false;
    }
    tokens -= 1;
    recentHedges.addLast(new GrantedHedge(turn, turnCount));
    return true;
  }
}
