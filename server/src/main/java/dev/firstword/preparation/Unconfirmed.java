package dev.firstword.preparation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How much is being prepared for each address whose sender is not known yet. Work for nobody is
 * cheap to ask for, so there is a limit to it; beyond that it waits until it is known for whom.
 */
final class Unconfirmed {

  private final int mostPerAddress;
  private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

  Unconfirmed(int mostPerAddress) {
    this.mostPerAddress = mostPerAddress;
  }

  /** Counts one more for that address; false when it has as many as it may. */
  boolean begin(String address) {
    boolean[] begun = {false};
    counts.compute(
        address,
        (_, count) -> {
          int current = count == null ? 0 : count;
          begun[0] = current < mostPerAddress;
          return begun[0] ? Integer.valueOf(current + 1) : count;
        });
    return begun[0];
  }

  void end(String address) {
    counts.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
