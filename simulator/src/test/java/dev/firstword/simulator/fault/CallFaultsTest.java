package dev.firstword.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallFaultsTest {
  private final RandomGenerator random = new SplittableRandom(42);

  @Test
  void withoutFaultsNoneIsSampled() {
    assertThat(CallFaults.sample(List.of(), "m", random)).isEqualTo(CallFaults.NONE);
  }

  @Test
  void aFaultAppliesOnlyToItsModel() {
    List<Fault> faults = List.of(Fault.always(FaultKind.CUT).forModel("opus"));

    assertThat(CallFaults.sample(faults, "haiku", random)).isEqualTo(CallFaults.NONE);
    assertThat(CallFaults.sample(faults, "opus", random).name()).contains("cut");
  }

  @Test
  void theRateIsTheShareOfCallsHit() {
    List<Fault> faults = List.of(Fault.always(FaultKind.OVERLOADED).withRate(0.3));

    long hit =
        IntStream.range(0, 10_000)
            .filter(call -> CallFaults.sample(faults, "m", random).answerFault().isPresent())
            .count();

    assertThat(hit).isBetween(2_850L, 3_150L);
  }

  @Test
  void theFirstHitIsUsed() {
    List<Fault> faults =
        List.of(
            Fault.always(FaultKind.SERVER_ERROR).withRate(0),
            Fault.always(FaultKind.SILENCE),
            Fault.always(FaultKind.CUT));

    assertThat(CallFaults.sample(faults, "m", random).name()).contains("silence");
  }

  @Test
  void aDeliveryFaultCombinesWithAnAnswerFault() {
    List<Fault> faults = List.of(Fault.always(FaultKind.SPLIT), Fault.always(FaultKind.CUT));

    CallFaults drawn = CallFaults.sample(faults, "m", random);

    assertThat(drawn.answerFault().map(Fault::kind)).contains(FaultKind.CUT);
    assertThat(drawn.deliveryFault().map(Fault::kind)).contains(FaultKind.SPLIT);
  }

  @Test
  void aRejectionAfterSomeTokensDoesNotRejectAStream() {
    Fault overload = Fault.always(FaultKind.OVERLOADED).afterTokens(3);

    assertThat(overload.rejectsImmediately(true)).isFalse();
    assertThat(overload.rejectsImmediately(false)).isTrue();
    assertThat(overload.afterTokens(0).rejectsImmediately(true)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"WEDGED_THINKING", "EMPTY_DELTAS", "HALF_OPEN"})
  void anUnfinishedThoughtIsAnAnswerFault(FaultKind kind) {
    CallFaults drawn = CallFaults.sample(List.of(Fault.always(kind)), "m", random);

    assertThat(drawn.answerFault().map(Fault::kind)).contains(kind);
    assertThat(Fault.always(kind).rejectsImmediately(true)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsFoundByItsWireName(FaultKind kind) {
    assertThat(FaultKind.of(kind.wireName())).contains(kind);
  }
}
