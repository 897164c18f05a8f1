package dev.firstword.simulator.fault;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The faults injected into one call: at most one that changes the answer, and at most one that
 * changes only its delivery.
 */
public record CallFaults(Optional<Fault> answerFault, Optional<Fault> deliveryFault) {
  public static final CallFaults NONE = new CallFaults(Optional.empty(), Optional.empty());

  /** Draws each fault in order. The first hit of each kind is used. */
  public static CallFaults sample(List<Fault> faults, String model, RandomGenerator random) {
    CallFaults sampled = NONE;
    for (Fault fault : faults) {
      boolean isHit = random.nextDouble() < fault.rate();
      if (isHit && fault.appliesTo(model)) {
        sampled = sampled.withFault(fault);
      }
    }
    return sampled;
  }

  private CallFaults withFault(Fault fault) {
    return fault.kind().affectsDeliveryOnly()
        ? new CallFaults(answerFault, deliveryFault.or(() -> Optional.of(fault)))
        : new CallFaults(answerFault.or(() -> Optional.of(fault)), deliveryFault);
  }

  /** Returns the fault name for the call's record. */
  public Optional<String> name() {
    return answerFault.or(() -> deliveryFault).map(fault -> fault.kind().wireName());
  }
}
