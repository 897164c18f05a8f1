package dev.firstword.bench.models;

import dev.firstword.routing.Router;
import java.util.ArrayList;
import java.util.List;

/** Counts second calls as turns go by. */
final class HedgeWatch {

  private static final int WINDOW = 1_000;

  private final Router router;
  private final List<Long> hedgesSoFar = new ArrayList<>();

  HedgeWatch(Router router) {
    this.router = router;
  }

  /** To be called at each turn's start. */
  void look() {
    hedgesSoFar.add(router.counts().hedges());
  }

  /** The most that were made while any thousand turns in a row began. */
  int mostInAThousand() {
    long most = 0;
    for (int i = 0; i < hedgesSoFar.size(); i++) {
      long before = i < WINDOW ? 0 : hedgesSoFar.get(i - WINDOW);
      most = Math.max(most, hedgesSoFar.get(i) - before);
    }
    return (int) most;
  }
}
