package dev.firstword.simulator;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers calls per model, so that calls to one model do not change the random draws of another.
 */
final class CallSequence {
  private final Map<String, Long> last = new HashMap<>();

  synchronized long next(String model) {
    return last.merge(model, 1L, Long::sum);
  }

  synchronized void reset() {
    last.clear();
  }
}
