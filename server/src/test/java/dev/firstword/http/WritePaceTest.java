package dev.firstword.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link WritePace}: who waits, how long, and that nobody waits for the first words. */
final class WritePaceTest {

  private long nowNanos = 7;
  private final WritePace pace = new WritePace(nowNanos);

  @Test
  void keepsNobodyWaitingWhoReadsAtAPersonsPace() {
    for (int word = 0; word < 200; word++) {
      comes(ms(15), 0);
    }
  }

  @Test
  void putsTogetherWhatComesFasterThanAHundredTimesASecond() {
    becomesFast();

    nowNanos += ms(2);
    assertThat(pace.waitNanos(nowNanos)).isEqualTo(ms(8));
    pace.merged();
    nowNanos += ms(8);
    pace.wrote(nowNanos);
    nowNanos += ms(1);
    assertThat(pace.waitNanos(nowNanos)).isEqualTo(ms(9));
  }

  @Test
  void neverLetsAnythingWaitAfterASilence() {
    becomesFast();

    comes(ms(11), 0);
  }

  @Test
  void endsOnceAWaitWasForNothing() {
    becomesFast();
    nowNanos += ms(9);
    assertThat(pace.waitNanos(nowNanos)).isPositive();
    nowNanos += ms(1);

    pace.wrote(nowNanos);

    for (int word = 1; word < WritePace.CLOSE_WRITES; word++) {
      comes(ms(9), 0);
    }
  }

  @Test
  void takesNoStreamForAFastOneBeforeItsFirstWords() {
    for (int phase = 0; phase < WritePace.CLOSE_WRITES; phase++) {
      comes(ms(1), 0);
    }
  }

  private void becomesFast() {
    for (int word = 0; word < WritePace.CLOSE_WRITES; word++) {
      comes(ms(2), 0);
    }
  }

  private void comes(long afterNanos, long waitNanos) {
    nowNanos += afterNanos;
    assertThat(pace.waitNanos(nowNanos)).isEqualTo(waitNanos);
    pace.wrote(nowNanos);
  }

  private static long ms(long milliseconds) {
    return TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }
}
