package dev.firstword.bench.models;

import dev.firstword.core.routing.Router;
import java.util.ArrayList;
import java.util.List;

/** Counts hedges over the course of a run. */
final class HedgeCounter {

  private static final int WINDOW = 1_000;

  private final Router router;
  private final List<Long> hedgesSoFar = new ArrayList<>();

  HedgeCounter(Router router) {
    this.router = router;
  }

  /** Samples the counter. Call at the start of each turn. */
  void sample() {
    hedgesSoFar.add(router.counters().hedges());
  }

  /** Returns the maximum number of hedges during any thousand consecutive turns. */
  int maxPerThousandTurns() {
    long max = 0;
    for (int i = 0; i < hedgesSoFar.size(); i++) {
      long before = i < WINDOW ? 0 : hedgesSoFar.get(i - WINDOW);
      max = Math.max(max, hedgesSoFar.get(i) - before);
    }
    return (int) max;
  }
}
