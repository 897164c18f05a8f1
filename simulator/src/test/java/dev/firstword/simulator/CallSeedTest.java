package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.CallSeed.Purpose;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CallSeedTest {

  @Test
  void theSameCallDrawsTheSameValues() {
    assertThat(firstLong(new CallSeed(1, "opus", 5)))
        .isEqualTo(firstLong(new CallSeed(1, "opus", 5)));
  }

  @Test
  void anotherSeedModelOrNumberDrawsOthers() {
    assertThat(
            LongStream.of(
                firstLong(new CallSeed(1, "opus", 5)),
                firstLong(new CallSeed(2, "opus", 5)),
                firstLong(new CallSeed(1, "haiku", 5)),
                firstLong(new CallSeed(1, "opus", 6))))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyPurposeHasItsOwnStream() {
    CallSeed seed = new CallSeed(1, "opus", 5);

    assertThat(Arrays.stream(Purpose.values()).map(purpose -> seed.randomFor(purpose).nextLong()))
        .doesNotHaveDuplicates();
  }

  @Test
  void consecutiveCallsAreIndependent() {
    double mean =
        LongStream.range(0, 20_000)
            .mapToDouble(
                number -> new CallSeed(1, "opus", number).randomFor(Purpose.FAULTS).nextDouble())
            .average()
            .orElseThrow();

    assertThat(mean).isBetween(0.49, 0.51);
  }

  private static long firstLong(CallSeed seed) {
    return seed.randomFor(Purpose.GAPS).nextLong();
  }
}
