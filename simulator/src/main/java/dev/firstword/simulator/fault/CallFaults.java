package dev.firstword.simulator.fault;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The faults injected into one call. At most one that breaks the answer, at most one oddity of how
 * it is written, and at most one that changes only its delivery.
 */
public record CallFaults(
    Optional<Fault> answerFault, Optional<Fault> oddity, Optional<Fault> deliveryFault) {
  public static final CallFaults NONE =
      new CallFaults(Optional.empty(), Optional.empty(), Optional.empty());

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
    Optional<Fault> added = Optional.of(fault);
    return switch (fault.kind().effect()) {
      case FaultEffect.Rejection _, FaultEffect.Interruption _, FaultEffect.StuckThought _ ->
          new CallFaults(answerFault.or(() -> added), oddity, deliveryFault);
      case FaultEffect.Oddity _ ->
          new CallFaults(answerFault, oddity.or(() -> added), deliveryFault);
      case FaultEffect.Delivery _ ->
          new CallFaults(answerFault, oddity, deliveryFault.or(() -> added));
    };
  }

  /** Returns the fault name for the call's record. */
  public Optional<String> name() {
    return answerFault
        .or(() -> oddity)
        .or(() -> deliveryFault)
        .map(fault -> fault.kind().wireName());
  }
}
