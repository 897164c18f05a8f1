package dev.firstword.core.identity.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FallbackRateLimiterTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final CountingRateLimiter shared = new CountingRateLimiter();
  private final CountingRateLimiter local = new CountingRateLimiter();
  private final RateLimiter limits = new FallbackRateLimiter(shared, local, clock);

  /** Counts calls; unavailable or rejecting on demand. */
  private static final class CountingRateLimiter implements RateLimiter {
    int calls;
    boolean unavailable;
    boolean rejecting;

    @Override
    public void acquireTurn(Caller caller) {
      calls++;
      if (unavailable) {
        throw new IllegalStateException("away");
      }
      if (rejecting) {
        throw new ProblemException(Problem.rateLimited(Duration.ofSeconds(1)));
      }
    }

    @Override
    public void refundTurn(Caller caller) {
      acquireTurn(caller);
    }

    @Override
    public void chargeTokens(Caller caller, long tokens) {
      acquireTurn(caller);
    }

    @Override
    public void forget(Caller caller) {
      acquireTurn(caller);
    }
  }

  @Test
  void usesTheSharedLimitsWhileAvailable() {
    limits.acquireTurn(ADA);
    limits.chargeTokens(ADA, 10);
    limits.refundTurn(ADA);

    assertThat(shared.calls).isEqualTo(3);
    assertThat(local.calls).isZero();
  }

  @Test
  void treatsARejectionAsSuccess() {
    shared.rejecting = true;

    assertThat(ThrownProblem.of(() -> limits.acquireTurn(ADA)).status()).isEqualTo(429);

    assertThat(local.calls).isZero();
  }

  @Test
  void usesLocalLimitsWithoutRetryingTheSharedOnes() {
    shared.unavailable = true;

    for (int i = 0; i < 100; i++) {
      limits.acquireTurn(ADA);
    }

    assertThat(shared.calls).isEqualTo(1);
    assertThat(local.calls).isEqualTo(100);
  }

  @Test
  void enforcesLocalLimitsDuringAnOutage() {
    shared.unavailable = true;
    local.rejecting = true;

    assertThat(ThrownProblem.of(() -> limits.acquireTurn(ADA)).status()).isEqualTo(429);
  }

  @Test
  void retriesEveryFiveSecondsUntilAvailable() {
    shared.unavailable = true;
    limits.acquireTurn(ADA);
    clock.advance(Duration.ofSeconds(5));
    limits.acquireTurn(ADA);
    limits.acquireTurn(ADA);
    assertThat(shared.calls).isEqualTo(2);

    shared.unavailable = false;
    clock.advance(Duration.ofSeconds(5));
    limits.acquireTurn(ADA);
    limits.acquireTurn(ADA);

    assertThat(shared.calls).isEqualTo(4);
    assertThat(local.calls).isEqualTo(3);
  }
}
