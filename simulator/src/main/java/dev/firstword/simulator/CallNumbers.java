package dev.firstword.simulator;

import java.util.HashMap;
import java.util.Map;

/** Numbers each model's calls, so that calls to one do not shift another's chance. */
final class CallNumbers {
  private final Map<String, Long> last = new HashMap<>();

  synchronized long next(String model) {
    return last.merge(model, 1L, Long::sum);
  }

  synchronized void restart() {
    last.clear();
  }
}
