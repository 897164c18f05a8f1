package dev.firstword.monitor;

import dev.firstword.monitor.series.Series;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The first so many names as they are, further ones as {@code other}: labels are never without end.
 */
final class BoundedNames {

  private static final String NONE = "none";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  String of(String name) {
    if (name.isEmpty()) {
      return NONE;
    }
    if (known.contains(name)) {
      return name;
    }
    if (known.size() >= Series.MOST_NAMES) {
      return Series.OTHER;
    }
    known.add(name);
    return name;
  }
}
