package dev.firstword.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.doctor.ProbeResult.Arrival;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fifteen events, 80 ms apart, over paths that treat them differently. */
final class StreamTimingTest {

  @Test
  void isNotBufferedWithConstantTransitTime() {
    StreamTiming timing = pace(sent -> sent + 350);

    assertThat(timing.isBuffered()).isFalse();
    assertThat(timing.maxLagMs()).isZero();
    assertThat(timing.sentSpanMs()).isEqualTo(1120);
    assertThat(timing.arrivedSpanMs()).isEqualTo(1120);
  }

  @Test
  void isBufferedWhenAllEventsArriveAtTheEnd() {
    StreamTiming timing = pace(_ -> 1150);

    assertThat(timing.isBuffered()).isTrue();
    assertThat(timing.maxLagMs()).isEqualTo(1120);
    assertThat(timing.arrivedSpanMs()).isZero();
  }

  @Test
  void isBufferedWhenEventsArriveInTwoBatches() {
    assertThat(pace(sent -> sent < 560 ? 560 : 1120).isBuffered()).isTrue();
  }

  @Test
  void isNotBufferedByASinglePause() {
    assertThat(pace(sent -> sent > 300 && sent < 800 ? 800 : sent).isBuffered()).isFalse();
  }

  @Test
  void isDelayedButNotBufferedWhenAFewEventsShareAPacket() {
    StreamTiming timing = pace(sent -> Math.ceil(sent / 240) * 240);

    assertThat(timing.isBuffered()).isFalse();
    assertThat(timing.isDelayed()).isTrue();
    assertThat(timing.medianLagMs()).isEqualTo(80);
  }

  @Test
  void isNotDelayedByALongTransitTime() {
    assertThat(pace(sent -> sent + 900).isDelayed()).isFalse();
  }

  @Test
  void isNotBufferedWithoutEvents() {
    assertThat(StreamTiming.of(List.of()).isBuffered()).isFalse();
  }

  private static StreamTiming pace(DoubleUnaryOperator arrival) {
    return StreamTiming.of(
        IntStream.range(0, 15)
            .mapToObj(i -> new Arrival(i * 80.0, arrival.applyAsDouble(i * 80.0)))
            .toList());
  }
}
