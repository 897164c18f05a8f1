package dev.firstword.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@link AdaptiveCoalescer}: which writes are delayed, for how long, and that first words never
 * are.
 */
final class AdaptiveCoalescerTest {

  private long nowNanos = 7;
  private final AdaptiveCoalescer coalescer = new AdaptiveCoalescer(nowNanos);

  @Test
  void doesNotDelayASlowStream() {
    for (int word = 0; word < 200; word++) {
      assertDelayAndWrite(ms(15), 0);
    }
  }

  @Test
  void coalescesMoreThanAHundredWritesASecond() {
    simulateFastStream();

    nowNanos += ms(2);
    assertThat(coalescer.waitNanos(nowNanos)).isEqualTo(ms(8));
    coalescer.onMerged();
    nowNanos += ms(8);
    coalescer.onWrite(nowNanos);
    nowNanos += ms(1);
    assertThat(coalescer.waitNanos(nowNanos)).isEqualTo(ms(9));
  }

  @Test
  void doesNotDelayTheFirstWriteAfterASilence() {
    simulateFastStream();

    assertDelayAndWrite(ms(11), 0);
  }

  @Test
  void stopsCoalescingAfterADelayThatMergedNothing() {
    simulateFastStream();
    nowNanos += ms(9);
    assertThat(coalescer.waitNanos(nowNanos)).isPositive();
    nowNanos += ms(1);

    coalescer.onWrite(nowNanos);

    for (int word = 1; word < AdaptiveCoalescer.FAST_STREAM_WRITES; word++) {
      assertDelayAndWrite(ms(9), 0);
    }
  }

  @Test
  void doesNotCoalesceBeforeTheFirstWords() {
    for (int phase = 0; phase < AdaptiveCoalescer.FAST_STREAM_WRITES; phase++) {
      assertDelayAndWrite(ms(1), 0);
    }
  }

  private void simulateFastStream() {
    for (int word = 0; word < AdaptiveCoalescer.FAST_STREAM_WRITES; word++) {
      assertDelayAndWrite(ms(2), 0);
    }
  }

  private void assertDelayAndWrite(long afterNanos, long waitNanos) {
    nowNanos += afterNanos;
    assertThat(coalescer.waitNanos(nowNanos)).isEqualTo(waitNanos);
    coalescer.onWrite(nowNanos);
  }

  private static long ms(long milliseconds) {
    return TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }
}
