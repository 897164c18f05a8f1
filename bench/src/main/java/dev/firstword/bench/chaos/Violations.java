package dev.firstword.bench.chaos;

import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** The violations that a run found, counted by kind. Each kind has a target of zero. */
final class Violations {

  private static final int MAX_PRINTED = 5;

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /** Declares a kind, so that it is reported even without violations. */
  void expectNone(String kind) {
    counts.putIfAbsent(kind, 0);
  }

  /** Adds a violation. The first few of each kind are printed immediately. */
  void add(String kind, String what) {
    int count = counts.merge(kind, 1, Integer::sum);
    if (count <= MAX_PRINTED) {
      System.out.println("  " + kind + ": " + what);
    }
  }

  boolean hasAny() {
    return counts.values().stream().anyMatch(count -> count > 0);
  }

  /** Records one figure per kind, each with a target of 0. */
  void record(Measurements measurements) {
    counts.forEach((kind, count) -> measurements.record(kind, count, "", Target.atMost(0)));
  }
}
