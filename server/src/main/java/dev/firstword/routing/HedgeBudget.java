package dev.firstword.routing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps second calls rare: over no {@value #WINDOW} turns in a row are there more than the rate
 * allows, and after a quiet time no more than a burst of them come at once.
 *
 * <p>Asked once a turn and once a slow turn, for well under a microsecond each time; that is why a
 * lock is good enough here.
 */
final class HedgeBudget {

  static final int WINDOW = 1_000;

  /** As a share of what a window allows: enough for chance, too little for a storm. */
  private static final double BURST = 0.5;

  private final double rate;
  private final int most;
  private final double burst;
  private final Deque<Hedged> hedged = new ArrayDeque<>();
  private long turns;
  private double tokens;

  /**
   * A second call.
   *
   * @param turn whose it was
   * @param newest the turn that had begun last when it was made
   */
  private record Hedged(long turn, long newest) {}

  HedgeBudget(double rate) {
    this.rate = rate;
    this.most = (int) Math.floor(rate * WINDOW);
    this.burst = Math.max(1, most * BURST);
    this.tokens = burst;
  }

  /** A turn begins; its number is what it asks with. */
  synchronized long begin() {
    tokens = Math.min(burst, tokens + rate);
    return ++turns;
  }

  /** Whether that turn may be hedged now; if so it counts as such. */
  synchronized boolean take(long turn) {
    // Turns under way overlap: no window may have too many by whose they were, nor by when.
    while (!hedged.isEmpty() && hedged.peekFirst().newest <= turns - 2 * WINDOW) {
      hedged.removeFirst();
    }
    long near =
        hedged.stream()
            .filter(one -> one.turn > turn - WINDOW || one.newest > turns - WINDOW)
            .count();
    if (tokens < 1 || near >= most) {
      return false;
    }
    tokens -= 1;
    hedged.addLast(new Hedged(turn, turns));
    return true;
  }
}
