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
  void allowsAnotherProbeAfterOneThatFailed() {
    recordFailures(8);
    advance(Duration.ofSeconds(5));
    failProbes(2);
    assertThat(breaker.isAvailable()).isTrue();

    breaker.recordCall();
    breaker.recordSuccess();

    assertThat(breaker.isFailing()).isFalse();
  }

  @Test
  void doublesTheOpenDurationWhenThreeProbesFail() {
    recordFailures(8);
    advance(Duration.ofSeconds(5));
    failProbes(3);

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

    assertThat(breaker.isAvailable()).isTrue();
  }

  @Test
  void staysOpenForAtMostHalfAMinute() {
    recordFailures(8);
    for (int seconds : new int[] {5, 10, 20, 30, 30}) {
      advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(breaker.isAvailable()).as("before %s s", seconds).isFalse();
      advance(Duration.ofMillis(1));
      assertThat(breaker.isAvailable()).as("after %s s", seconds).isTrue();
      failProbes(3);
    }
  }

  @Test
  void probesAgainHalfAMinuteAfterASpendingLimitWasReached() {
    breaker.recordLimitReached();
    advance(Duration.ofSeconds(29));
    assertThat(breaker.isAvailable()).isFalse();

    advance(Duration.ofSeconds(1));

    assertThat(breaker.isAvailable()).isTrue();
  }

  private void failProbes(int count) {
    for (int i = 0; i < count; i++) {
      breaker.recordCall();
      breaker.recordFailure();
    }
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
