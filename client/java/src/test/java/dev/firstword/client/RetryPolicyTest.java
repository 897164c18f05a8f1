package dev.firstword.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When failed requests are sent again. */
final class RetryPolicyTest {

  private final FirstwordException lost =
      FirstwordException.connectionFailed("The server cannot be reached.", null);

  private final RetryPolicy policy = RetryPolicy.DEFAULTS;

  @Test
  void doublesTheDelayUpToItsLimitWithARandomUpperHalf() {
    assertThat(policy.delay(lost, 1, false, 0)).contains(Duration.ofMillis(125));
    assertThat(policy.delay(lost, 2, false, 0)).contains(Duration.ofMillis(250));
    assertThat(policy.delay(lost, 8, false, 0)).contains(Duration.ofSeconds(4));
    assertThat(policy.delay(lost, 1, false, 0.5)).contains(Duration.ofNanos(187_500_000));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(policy.delay(lost, 9, true, 0)).isEmpty();
  }

  @Test
  void waitsForRetryAfter() {
    assertThat(policy.delay(problem(503, Duration.ofSeconds(2)), 1, false, 0))
        .contains(Duration.ofSeconds(2));
    assertThat(policy.delay(problem(429, Duration.ofMinutes(1)), 1, false, 0)).isEmpty();
  }

  @Test
  void waitsLongerForATurnThatHasStarted() {
    assertThat(policy.delay(problem(429, Duration.ofMinutes(1)), 1, true, 0))
        .contains(Duration.ofMinutes(1));
    assertThat(policy.delay(problem(500, null), 1, true, 0)).contains(Duration.ofMillis(125));
  }

  @Test
  void takesARefusalAsFinal() {
    assertThat(policy.delay(problem(422, null), 1, false, 0)).isEmpty();
    assertThat(policy.delay(problem(404, null), 1, true, 0)).isEmpty();
    assertThat(policy.delay(problem(500, null), 1, false, 0)).isEmpty();
  }

  @Test
  void retriesWhenAProxyRespondsInPlaceOfTheServer() {
    FirstwordException badGateway =
        new FirstwordException(FirstwordException.UNAVAILABLE, 502, "", Action.RETRY, null);

    assertThat(policy.delay(badGateway, 1, false, 0)).isPresent();
  }

  private static FirstwordException problem(int status, @Nullable Duration retryAfter) {
    return new FirstwordException("code", status, "", Action.WAIT, retryAfter);
  }
}
