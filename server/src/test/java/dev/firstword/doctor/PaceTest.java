package dev.firstword.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.Observation.Arrival;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fifteen events, 80 ms apart, on ways that treat them differently. */
final class PaceTest {

  @Test
  void isNotHeldWhereEveryEventTakesTheSameTime() {
    Pace pace = pace(sent -> sent + 350);

    assertThat(pace.isHeld()).isFalse();
    assertThat(pace.worstLagMs()).isZero();
    assertThat(pace.sentOverMs()).isEqualTo(1120);
    assertThat(pace.arrivedOverMs()).isEqualTo(1120);
  }

  @Test
  void isHeldWhereAllComeAtTheEnd() {
    Pace pace = pace(_ -> 1150);

    assertThat(pace.isHeld()).isTrue();
    assertThat(pace.worstLagMs()).isEqualTo(1120);
    assertThat(pace.arrivedOverMs()).isZero();
  }

  @Test
  void isHeldWhereTheyComeInTwoPieces() {
    assertThat(pace(sent -> sent < 560 ? 560 : 1120).isHeld()).isTrue();
  }

  @Test
  void isNotHeldByOnePauseOfAMachineThatIsBusy() {
    assertThat(pace(sent -> sent > 300 && sent < 800 ? 800 : sent).isHeld()).isFalse();
  }

  @Test
  void isSlowedAndNotHeldWhereAFewEventsShareAPacket() {
    Pace pace = pace(sent -> Math.ceil(sent / 240) * 240);

    assertThat(pace.isHeld()).isFalse();
    assertThat(pace.isSlowed()).isTrue();
    assertThat(pace.medianLagMs()).isEqualTo(80);
  }

  @Test
  void isNotSlowedWhereTheWayIsLong() {
    assertThat(pace(sent -> sent + 900).isSlowed()).isFalse();
  }

  @Test
  void isNotHeldWhereNothingCame() {
    assertThat(Pace.of(List.of()).isHeld()).isFalse();
  }

  private static Pace pace(DoubleUnaryOperator arrival) {
    return Pace.of(
        IntStream.range(0, 15)
            .mapToObj(i -> new Arrival(i * 80.0, arrival.applyAsDouble(i * 80.0)))
            .toList());
  }
}
