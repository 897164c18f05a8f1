package dev.firstword.simulator.fault;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The faults that one call meets: at most one that changes the answer, and at most one that changes
 * only its delivery.
 */
public record CallFaults(Optional<Fault> answer, Optional<Fault> delivery) {
  public static final CallFaults NONE = new CallFaults(Optional.empty(), Optional.empty());

  /** Draws for each fault in turn; the first of each sort that hits is met. */
  public static CallFaults draw(List<Fault> faults, String model, RandomGenerator random) {
    CallFaults drawn = NONE;
    for (Fault fault : faults) {
      boolean hits = random.nextDouble() < fault.rate();
      if (hits && fault.concerns(model)) {
        drawn = drawn.or(fault);
      }
    }
    return drawn;
  }

  private CallFaults or(Fault fault) {
    return fault.kind().changesDeliveryOnly()
        ? new CallFaults(answer, delivery.or(() -> Optional.of(fault)))
        : new CallFaults(answer.or(() -> Optional.of(fault)), delivery);
  }

  /** The name under which the call's record tells what it met. */
  public Optional<String> name() {
    return answer.or(() -> delivery).map(fault -> fault.kind().wireName());
  }
}
