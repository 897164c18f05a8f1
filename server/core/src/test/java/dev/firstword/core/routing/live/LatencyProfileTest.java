package dev.firstword.core.routing.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LatencyProfileTest {

  private static final double SIGMA = Math.log(4000.0 / 1500) / 2.3263;

  private final AtomicLong now = new AtomicLong();
  private final LatencyProfile profile = new LatencyProfile(700, 2000, 75, now::get);

  @Test
  void startsFromAssumedLatency() {
    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(2));
    assertThat(quantile(0.99)).isCloseTo(2000, withPercentage(2));
    assertThat(profile.tokensPerSecond().quantile(0.5)).isCloseTo(75, withPercentage(2));
    assertThat(profile.sampleCount()).isZero();
  }

  @Test
  void convergesToMeasuredLatency() {
    RandomGenerator random = new SplittableRandom(3);
    for (int i = 0; i < 1_000; i++) {
      profile.recordFirstToken(100, 1500 * Math.exp(SIGMA * random.nextGaussian()));
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(1500, withPercentage(6));
    assertThat(quantile(0.99)).isCloseTo(4000, withPercentage(12));
  }

  @Test
  void fewSamplesMoveTheMedianAndKeepTheShape() {
    for (int i = 0; i < 8; i++) {
      profile.recordFirstToken(100, 1400);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(1400, withPercentage(2));
    assertThat(quantile(0.99)).isCloseTo(4000, withPercentage(3));
  }

  @Test
  void oneOutlierAmongFewDoesNotDefineTheTail() {
    for (int i = 0; i < 9; i++) {
      profile.recordFirstToken(100, 700);
    }
    profile.recordFirstToken(100, 20_000);
    refresh();

    assertThat(quantile(0.98)).isLessThan(3000);
  }

  @Test
  void callsClosedEarlyDoNotLowerTheEstimate() {
    RandomGenerator random = new SplittableRandom(3);
    for (int i = 0; i < 4_000; i++) {
      double ms = 1500 * Math.exp(SIGMA * random.nextGaussian());
      if (ms > 3200) {
        profile.recordNoFirstToken(100, 3200);
      } else {
        profile.recordFirstToken(100, ms);
      }
    }
    refresh();

    assertThat(profile.longTermFirstTokenMs(100).quantile(0.95))
        .isCloseTo(1500 * Math.exp(1.6449 * SIGMA), withPercentage(6));
  }

  @Test
  void cancelledCallsDoNotBiasTheEstimate() {
    for (int i = 0; i < 500; i++) {
      profile.recordNoFirstToken(100, 20);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(3));
    assertThat(profile.sampleCount()).isZero();
  }

  @Test
  void staysSlowWithoutNewSamples() {
    for (int i = 0; i < 50; i++) {
      profile.recordFirstToken(100, 3000);
    }
    refresh();
    assertThat(quantile(0.5)).isCloseTo(3000, withPercentage(2));

    advance(Duration.ofMinutes(30));

    assertThat(profile.sampleCount()).isZero();
    assertThat(quantile(0.5)).isCloseTo(3000, withPercentage(2));
  }

  @Test
  void recoversAfterAFewFastTrials() {
    for (int i = 0; i < 50; i++) {
      profile.recordFirstToken(100, 3000);
    }
    refresh();
    assertThat(quantile(0.5)).isGreaterThan(2000);
    for (int i = 0; i < 8; i++) {
      advance(Duration.ofMinutes(2));
      profile.recordFirstToken(100, 700);
    }
    advance(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      profile.recordFirstToken(100, 700);
    }
    refresh();

    assertThat(quantile(0.5)).isCloseTo(700, withPercentage(2));
  }

  @Test
  void usesTheSizesOwnSamplesForLongPrompts() {
    for (int i = 0; i < 200; i++) {
      profile.recordFirstToken(100, 500);
      profile.recordFirstToken(50_000, 4000);
    }
    refresh();

    assertThat(profile.firstTokenMs(100).quantile(0.9)).isCloseTo(500, withPercentage(2));
    assertThat(profile.firstTokenMs(50_000).quantile(0.1)).isCloseTo(4000, withPercentage(2));
  }

  @Test
  void reportsStalenessToOneCaller() {
    advance(Duration.ofSeconds(29));
    assertThat(profile.claimIfStale(Duration.ofSeconds(30))).isFalse();

    advance(Duration.ofSeconds(1));

    assertThat(profile.claimIfStale(Duration.ofSeconds(30))).isTrue();
    assertThat(profile.claimIfStale(Duration.ofSeconds(30))).isFalse();
  }

  private double quantile(double share) {
    return profile.firstTokenMs(100).quantile(share);
  }

  private void refresh() {
    advance(Duration.ofSeconds(1));
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
