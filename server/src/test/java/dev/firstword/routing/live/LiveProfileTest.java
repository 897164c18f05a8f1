package dev.firstword.routing.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LiveProfileTest {

  private static final double SIGMA = Math.log(4000.0 / 1500) / 2.3263;

  private final AtomicLong now = new AtomicLong();
  private final LiveProfile profile = new LiveProfile(700, 2000, 75, now::get);

  @Test
  void startsFromWhatIsAssumed() {
    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(2));
    assertThat(quantile(0.99)).isCloseTo(2000, withPercentage(2));
    assertThat(profile.tokensPerSecond().quantile(0.5)).isCloseTo(75, withPercentage(2));
    assertThat(profile.measured()).isZero();
  }

  @Test
  void leavesThatBehindAsMeasurementsCome() {
    RandomGenerator random = new SplittableRandom(3);
    for (int i = 0; i < 1_000; i++) {
      profile.firstToken(100, 1500 * Math.exp(SIGMA * random.nextGaussian()));
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(1500, withPercentage(6));
    assertThat(quantile(0.99)).isCloseTo(4000, withPercentage(12));
  }

  @Test
  void aFewMeasurementsMoveTheMiddleAndKeepTheShape() {
    for (int i = 0; i < 8; i++) {
      profile.firstToken(100, 1400);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(1400, withPercentage(2));
    assertThat(quantile(0.99)).isCloseTo(4000, withPercentage(3));
  }

  @Test
  void oneOutlierAmongFewIsNoTail() {
    for (int i = 0; i < 9; i++) {
      profile.firstToken(100, 700);
    }
    profile.firstToken(100, 20_000);
    refresh();

    assertThat(quantile(0.98)).isLessThan(3000);
  }

  @Test
  void callsThatWereClosedEarlyDoNotMakeItLookQuick() {
    RandomGenerator random = new SplittableRandom(3);
    for (int i = 0; i < 4_000; i++) {
      double ms = 1500 * Math.exp(SIGMA * random.nextGaussian());
      if (ms > 3200) {
        profile.noFirstTokenWithin(100, 3200);
      } else {
        profile.firstToken(100, ms);
      }
    }
    refresh();

    assertThat(profile.steadyFirstTokenMs(100).quantile(0.95))
        .isCloseTo(1500 * Math.exp(1.6449 * SIGMA), withPercentage(6));
  }

  @Test
  void callsThatPeopleStoppedSayNothingOfItsSpeed() {
    for (int i = 0; i < 500; i++) {
      profile.noFirstTokenWithin(100, 20);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(3));
    assertThat(profile.measured()).isZero();
  }

  @Test
  void staysSlowWhileNobodyAsks() {
    for (int i = 0; i < 50; i++) {
      profile.firstToken(100, 3000);
    }
    refresh();
    assertThat(quantile(0.5)).isCloseTo(3000, withPercentage(2));

    pass(Duration.ofMinutes(30));

    assertThat(profile.measured()).isZero();
    assertThat(quantile(0.5)).isCloseTo(3000, withPercentage(2));
  }

  @Test
  void aFewQuickTrialsBringItBack() {
    for (int i = 0; i < 50; i++) {
      profile.firstToken(100, 3000);
    }
    refresh();
    assertThat(quantile(0.5)).isGreaterThan(2000);
    for (int i = 0; i < 8; i++) {
      pass(Duration.ofMinutes(2));
      profile.firstToken(100, 700);
    }
    pass(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      profile.firstToken(100, 700);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(2));
  }

  @Test
  void aLongPromptSpeaksForItself() {
    for (int i = 0; i < 200; i++) {
      profile.firstToken(100, 500);
      profile.firstToken(50_000, 4000);
    }
    refresh();

    assertThat(profile.firstTokenMs(100).quantile(0.9)).isCloseTo(500, withPercentage(2));
    assertThat(profile.firstTokenMs(50_000).quantile(0.1)).isCloseTo(4000, withPercentage(2));
  }

  @Test
  void isUnheardOfToOneWhoAsks() {
    pass(Duration.ofSeconds(29));
    assertThat(profile.isUnheardFor(Duration.ofSeconds(30))).isFalse();

    pass(Duration.ofSeconds(1));

    assertThat(profile.isUnheardFor(Duration.ofSeconds(30))).isTrue();
    assertThat(profile.isUnheardFor(Duration.ofSeconds(30))).isFalse();
  }

  private double quantile(double share) {
    return profile.firstTokenMs(100).quantile(share);
  }

  private void refresh() {
    pass(Duration.ofSeconds(1));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
