package dev.firstword.operations.metrics;

import dev.firstword.operations.series.TurnSeries;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Limits the cardinality of a label: names beyond the limit become {@code other}. */
final class LabelLimiter {

  private static final String NONE = "none";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  String limit(String name) {
    if (name.isEmpty()) {
      return NONE;
    }
    if (known.contains(name)) {
      return name;
    }
    if (known.size() >= TurnSeries.MAX_NAMES) {
      return TurnSeries.OTHER;
    }
    known.add(name);
    return name;
  }
}
