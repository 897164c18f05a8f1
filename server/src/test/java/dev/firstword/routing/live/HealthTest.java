package dev.firstword.routing.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class HealthTest {

  private final AtomicLong now = new AtomicLong();
  private final Health health = new Health(now::get);

  @Test
  void aFewFailuresAreBorneButMakeItAPlaceForNothingExtra() {
    failures(2);

    assertThat(health.isAvailable()).isTrue();
    assertThat(health.isFailing()).isTrue();

    pass(Duration.ofSeconds(30));

    assertThat(health.isFailing()).isFalse();
  }

  @Test
  void restsAfterEightFailuresInARow() {
    failures(7);
    assertThat(health.isAvailable()).isTrue();

    failures(1);

    assertThat(health.isAvailable()).isFalse();
  }

  @Test
  void restsWhenThreeInFourFail() {
    for (int i = 0; i < 5; i++) {
      health.succeeded();
      failures(3);
    }

    assertThat(health.isAvailable()).isFalse();
  }

  @Test
  void oneInThreeIsNoReasonToRest() {
    for (int i = 0; i < 50; i++) {
      health.succeeded();
      health.succeeded();
      failures(1);
    }

    assertThat(health.isAvailable()).isTrue();
  }

  @Test
  void isTriedByOneAfterARest() {
    failures(8);
    pass(Duration.ofSeconds(5));
    assertThat(health.isAvailable()).isTrue();

    health.asked();
    assertThat(health.isAvailable()).isFalse();

    health.succeeded();
    assertThat(health.isAvailable()).isTrue();
    assertThat(health.isFailing()).isFalse();
  }

  @Test
  void restsTwiceAsLongWhenTheTrialFails() {
    failures(8);
    pass(Duration.ofSeconds(5));
    health.asked();
    failures(1);

    pass(Duration.ofSeconds(9));
    assertThat(health.isAvailable()).isFalse();

    pass(Duration.ofSeconds(1));
    assertThat(health.isAvailable()).isTrue();
  }

  @Test
  void aTrialThatWasStoppedIsRepeated() {
    failures(8);
    pass(Duration.ofSeconds(5));
    health.asked();
    health.unknown();
    pass(Duration.ofMillis(1));

    assertThat(health.isAvailable()).isTrue();
  }

  @Test
  void waitsAsLongAsItsProviderWants() {
    health.throttled(Duration.ofSeconds(20));
    assertThat(health.isAvailable()).isFalse();
    assertThat(health.throttledFor()).isEqualTo(Duration.ofSeconds(20));

    pass(Duration.ofSeconds(20));

    assertThat(health.isAvailable()).isTrue();
    assertThat(health.throttledFor()).isZero();
  }

  @Test
  void aSpendingLimitIsTriedAgainAfterMinutes() {
    health.limitReached();
    pass(Duration.ofMinutes(4));
    assertThat(health.isAvailable()).isFalse();

    pass(Duration.ofMinutes(1));

    assertThat(health.isAvailable()).isTrue();
  }

  private void failures(int count) {
    for (int i = 0; i < count; i++) {
      health.failed();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
