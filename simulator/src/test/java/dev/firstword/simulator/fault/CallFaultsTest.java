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
  void withoutFaultsNothingGoesWrong() {
    assertThat(CallFaults.draw(List.of(), "m", random)).isEqualTo(CallFaults.NONE);
  }

  @Test
  void aFaultConcernsOnlyItsModel() {
    List<Fault> faults = List.of(Fault.always(FaultKind.CUT).onModel("opus"));

    assertThat(CallFaults.draw(faults, "haiku", random)).isEqualTo(CallFaults.NONE);
    assertThat(CallFaults.draw(faults, "opus", random).name()).contains("cut");
  }

  @Test
  void aRateIsTheShareOfCallsThatMeetIt() {
    List<Fault> faults = List.of(Fault.always(FaultKind.OVERLOADED).atRate(0.3));

    long met =
        IntStream.range(0, 10_000)
            .filter(call -> CallFaults.draw(faults, "m", random).answer().isPresent())
            .count();

    assertThat(met).isBetween(2_850L, 3_150L);
  }

  @Test
  void theFirstThatHitsIsMet() {
    List<Fault> faults =
        List.of(
            Fault.always(FaultKind.SERVER_ERROR).atRate(0),
            Fault.always(FaultKind.SILENCE),
            Fault.always(FaultKind.CUT));

    assertThat(CallFaults.draw(faults, "m", random).name()).contains("silence");
  }

  @Test
  void deliveryMayGoWrongBesidesTheAnswer() {
    List<Fault> faults = List.of(Fault.always(FaultKind.SPLIT), Fault.always(FaultKind.CUT));

    CallFaults drawn = CallFaults.draw(faults, "m", random);

    assertThat(drawn.answer().map(Fault::kind)).contains(FaultKind.CUT);
    assertThat(drawn.delivery().map(Fault::kind)).contains(FaultKind.SPLIT);
  }

  @Test
  void aRefusalThatStrikesAfterSomeTokensDoesNotRefuseAStream() {
    Fault overload = Fault.always(FaultKind.OVERLOADED).afterTokens(3);

    assertThat(overload.refusesAtOnce(true)).isFalse();
    assertThat(overload.refusesAtOnce(false)).isTrue();
    assertThat(overload.afterTokens(0).refusesAtOnce(true)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindIsFoundByItsName(FaultKind kind) {
    assertThat(FaultKind.of(kind.wireName())).contains(kind);
  }
}
