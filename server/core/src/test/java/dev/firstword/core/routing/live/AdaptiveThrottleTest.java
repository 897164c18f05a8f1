package dev.firstword.core.routing.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.RateLimit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdaptiveThrottleTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong();
  private final AdaptiveThrottle throttle = new AdaptiveThrottle(now::get);

  @Test
  void limitsNothingAfterTwoRejections() {
    reject(2, SECOND);

    assertThat(throttle.delay()).isZero();
    assertThat(throttle.tryAcquire("acme")).isTrue();
    assertThat(throttle.hasRejected()).isTrue();
  }

  @Test
  void forgetsRejectionsWhileOthersAreAccepted() {
    for (int i = 0; i < 20; i++) {
      reject(1, SECOND);
      for (int accepted = 0; accepted < 9; accepted++) {
        throttle.recordAccepted(now.get());
      }
      advance(Duration.ofMillis(100));
    }

    assertThat(throttle.isThrottling()).isFalse();
  }

  @Test
  void pausesAfterThreeRejectionsInARow() {
    reject(3, SECOND);

    assertThat(throttle.tryAcquire("acme")).isFalse();
    assertThat(throttle.delay()).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 60, 86_400})
  void pausesForTwoSecondsAtFirstHoweverLongTheProviderAsks(long seconds) {
    reject(3, Duration.ofSeconds(seconds));

    advance(Duration.ofMillis(1_999));
    assertThat(throttle.tryAcquire("acme")).isFalse();
    advance(Duration.ofMillis(1));

    assertThat(throttle.tryAcquire("acme")).isTrue();
  }

  @Test
  void probesWithOneCallAfterThePause() {
    reject(3, SECOND);
    advance(SECOND);

    assertThat(throttle.tryAcquire("acme")).isTrue();
    assertThat(throttle.tryAcquire("acme")).isFalse();

    advance(SECOND);

    assertThat(throttle.tryAcquire("acme")).as("the first probe may be slow").isTrue();
    assertThat(throttle.tryAcquire("acme")).isFalse();
  }

  @Test
  void doublesThePauseUpToFifteenSecondsWhileProbesAreRejected() {
    reject(3, Duration.ofDays(1));
    for (int seconds : new int[] {2, 4, 8, 15, 15}) {
      assertThat(throttle.delay()).isEqualTo(Duration.ofSeconds(seconds));
      advance(Duration.ofSeconds(seconds));
      reject(1, Duration.ofDays(1));
    }
  }

  @Test
  void doublesItsRateEverySecondAfterAProbeWasAccepted() {
    reject(3, SECOND);
    advance(SECOND);
    assertThat(throttle.tryAcquire("acme")).isTrue();
    throttle.recordAccepted(now.get());

    int calls = 0;
    for (int ms = 0; ms < 5_000; ms += 10) {
      advance(Duration.ofMillis(10));
      calls += throttle.tryAcquire("acme") ? 1 : 0;
    }

    assertThat(calls).isBetween(30, 50); // The integral of 2^t over 5 s is 45.
  }

  @Test
  void ignoresRejectionsOfCallsFromBeforeThePause() {
    reject(3, SECOND);
    advance(Duration.ofMillis(500));

    throttle.recordRejected(0, Duration.ofDays(1));

    assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void settlesAtTheRateThatTheProviderAccepts() {
    double tokens = 0;
    int accepted = 0;
    int calls = 0;
    for (int ms = 0; ms < 60_000; ms += 10) {
      advance(Duration.ofMillis(10));
      tokens = Math.min(10, tokens + 0.1); // Ten a second are accepted.
      if (ms % 50 == 0 && throttle.tryAcquire("acme")) { // Twenty a second would be made.
        calls++;
        if (tokens >= 1) {
          tokens--;
          accepted++;
          throttle.recordAccepted(now.get());
        } else {
          throttle.recordRejected(now.get(), SECOND);
        }
      }
    }

    assertThat(accepted).as("accepted of 600").isGreaterThan(450);
    assertThat((double) calls / accepted).as("calls for each accepted one").isLessThan(1.4);
  }

  @Test
  void limitsNothingHalfAMinuteAfterTheLastRejection() {
    reject(3, SECOND);
    advance(Duration.ofSeconds(32));

    for (int i = 0; i < 1_000; i++) {
      assertThat(throttle.tryAcquire("acme")).isTrue();
    }
  }

  @Test
  void pacesCallsWhenTheProviderReportsThatItsLimitIsNear() {
    throttle.recordLimit(new RateLimit(600, 5, Duration.ofSeconds(60)));

    int calls = 0;
    for (int ms = 0; ms < 1_000; ms += 10) {
      calls += throttle.tryAcquire("acme") ? 1 : 0;
      advance(Duration.ofMillis(10));
    }

    assertThat(calls).as("5 that are left, and 10 a second").isBetween(10, 17);
  }

  @Test
  void limitsNothingWhileTheProviderHasRoom() {
    throttle.recordLimit(new RateLimit(50, 6, Duration.ofSeconds(60)));
    throttle.recordLimit(new RateLimit(0, 0, Duration.ofSeconds(60)));

    assertThat(throttle.isThrottling()).isFalse();
  }

  private void reject(int times, Duration wait) {
    for (int i = 0; i < times; i++) {
      throttle.recordRejected(now.get(), wait);
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
