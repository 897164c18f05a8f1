package dev.firstword.core.routing.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CircuitBreakerTest {

  private final AtomicLong now = new AtomicLong();
  private final CircuitBreaker breaker = new CircuitBreaker(now::get);

  @Test
  void aFewFailuresMarkItFailingButAvailable() {
    recordFailures(2);

    assertThat(breaker.isAvailable()).isTrue();
    assertThat(breaker.isFailing()).isTrue();

    advance(Duration.ofSeconds(30));

    assertThat(breaker.isFailing()).isFalse();
  }

  @Test
  void opensAfterEightConsecutiveFailures() {
    recordFailures(7);
    assertThat(breaker.isAvailable()).isTrue();

    recordFailures(1);

    assertThat(breaker.isAvailable()).isFalse();
  }

  @Test
  void opensWhenThreeInFourFail() {
    for (int i = 0; i < 5; i++) {
      breaker.recordSuccess();
      recordFailures(3);
    }

    assertThat(breaker.isAvailable()).isFalse();
  }

  @Test
  void staysClosedWhenOneInThreeFails() {
    for (int i = 0; i < 50; i++) {
      breaker.recordSuccess();
      breaker.recordSuccess();
      recordFailures(1);
    }

    assertThat(breaker.isAvailable()).isTrue();
  }

  @Test
  void allowsOneProbeWhenHalfOpen() {
    recordFailures(8);
    advance(Duration.ofSeconds(5));
    assertThat(breaker.isAvailable()).isTrue();

    breaker.recordCall();
    assertThat(breaker.isAvailable()).isFalse();

    breaker.recordSuccess();
    assertThat(breaker.isAvailable()).isTrue();
    assertThat(breaker.isFailing()).isFalse();
  }

  @Test
  void doublesTheOpenDurationWhenTheProbeFails() {
    recordFailures(8);
    advance(Duration.ofSeconds(5));
    breaker.recordCall();
    recordFailures(1);

    advance(Duration.ofSeconds(9));
    assertThat(breaker.isAvailable()).isFalse();

    advance(Duration.ofSeconds(1));
    assertThat(breaker.isAvailable()).isTrue();
  }

  @Test
  void allowsAnotherProbeAfterAnInconclusiveOne() {
    recordFailures(8);
    advance(Duration.ofSeconds(5));
    breaker.recordCall();
    breaker.recordInconclusive();
    advance(Duration.ofMillis(1));

    assertThat(breaker.isAvailable()).isTrue();
  }

  @Test
  void staysOpenForTheProvidersRetryAfter() {
    breaker.recordThrottled(Duration.ofSeconds(20));
    assertThat(breaker.isAvailable()).isFalse();
    assertThat(breaker.throttleRemaining()).isEqualTo(Duration.ofSeconds(20));

    advance(Duration.ofSeconds(20));

    assertThat(breaker.isAvailable()).isTrue();
    assertThat(breaker.throttleRemaining()).isZero();
  }

  @Test
  void asksAProviderAgainAfterAMinuteHoweverLongItAskedToWait() {
    breaker.recordThrottled(Duration.ofDays(1));
    advance(Duration.ofSeconds(59));
    assertThat(breaker.isAvailable()).isFalse();

    advance(Duration.ofSeconds(1));

    assertThat(breaker.isAvailable()).isTrue();
  }

  @Test
  void backsOffFromAProviderThatAsksForShortWaitsAgainAndAgain() {
    breaker.recordThrottled(Duration.ofSeconds(1));
    for (int seconds = 1; seconds <= 32; seconds *= 2) {
      advance(Duration.ofSeconds(seconds));
      assertThat(breaker.isAvailable()).as("after %s s", seconds).isTrue();
      breaker.recordCall();
      breaker.recordThrottled(Duration.ofSeconds(1));
    }

    assertThat(breaker.throttleRemaining()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void retriesAfterMinutesAtASpendingLimit() {
    breaker.recordLimitReached();
    advance(Duration.ofMinutes(4));
    assertThat(breaker.isAvailable()).isFalse();

    advance(Duration.ofMinutes(1));

    assertThat(breaker.isAvailable()).isTrue();
  }

  private void recordFailures(int count) {
    for (int i = 0; i < count; i++) {
      breaker.recordFailure();
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
