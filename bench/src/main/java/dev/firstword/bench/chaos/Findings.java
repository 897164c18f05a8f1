package dev.firstword.bench.chaos;

import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run found wrong, counted by kind against a target of none, with the first ones in words.
 */
final class Findings {

  private static final int SHOWN = 5;

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** Announces a kind, so that it is told even when nothing of it was found. */
  void lookFor(String kind) {
    counts.putIfAbsent(kind, 0);
  }

  /** Notes one thing that is wrong; the first few of a kind are printed at once. */
  void found(String kind, String what) {
    int count = counts.merge(kind, 1, Integer::sum);
    if (count <= SHOWN) {
      System.out.println("  " + kind + ": " + what);
    }
  }

  boolean isAny() {
    return counts.values().stream().anyMatch(count -> count > 0);
  }

  /** One figure a kind, each to be 0. */
  void record(Passes passes) {
    counts.forEach((kind, count) -> passes.record(kind, count, "", Target.atMost(0)));
  }
}
