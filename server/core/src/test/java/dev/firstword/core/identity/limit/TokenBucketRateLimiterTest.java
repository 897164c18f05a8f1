package dev.firstword.core.identity.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TokenBucketRateLimiterTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final Caller EVE = new Caller("other", "ada");

  private final ManualClock clock = new ManualClock();

  @Test
  void admitsABurstOfOneMinutesTurns() {
    RateLimiter limits = limits(new Quota(3, null), Quota.UNLIMITED);

    admit(limits, ADA, 3);

    Problem problem = refusal(limits, ADA);
    assertThat(problem.status()).isEqualTo(429);
    assertThat(problem.action()).isEqualTo(Action.WAIT);
  }

  @Test
  void refillsEvenly() {
    RateLimiter limits = limits(new Quota(3, null), Quota.UNLIMITED);
    admit(limits, ADA, 3);

    clock.advance(Duration.ofSeconds(19));
    refusal(limits, ADA);
    clock.advance(Duration.ofSeconds(1));
    admit(limits, ADA, 1);

    refusal(limits, ADA);
  }

  @Test
  void admitsAfterTheRetryDelay() {
    RateLimiter limits = limits(new Quota(7, null), Quota.UNLIMITED);
    admit(limits, ADA, 7);
    clock.advance(Duration.ofMillis(3_456));

    clock.advance(Objects.requireNonNull(refusal(limits, ADA).retryAfter()));

    admit(limits, ADA, 1);
  }

  @Test
  void countsUsersAndTenantsSeparately() {
    RateLimiter limits = limits(new Quota(2, null), new Quota(3, null));

    admit(limits, ADA, 2);
    refusal(limits, ADA);
    admit(limits, BOB, 1);
    refusal(limits, BOB);

    admit(limits, EVE, 2);
  }

  @Test
  void doesNotChargeTheUserWhenTheTenantIsOverItsQuota() {
    RateLimiter limits = limits(new Quota(1, null), new Quota(60, null));
    for (int i = 0; i < 60; i++) {
      admit(limits, new Caller("acme", "colleague-" + i), 1);
    }
    refusal(limits, ADA);

    clock.advance(Duration.ofSeconds(1));

    admit(limits, ADA, 1);
  }

  @Test
  void refundsATurnThatDidNotStart() {
    RateLimiter limits = limits(new Quota(1, null), new Quota(1, null));
    admit(limits, ADA, 1);

    limits.refundTurn(ADA);

    admit(limits, ADA, 1);
    refusal(limits, ADA);
  }

  @Test
  void neverRefundsPastTheCapacity() {
    RateLimiter limits = limits(new Quota(1, null), Quota.UNLIMITED);

    limits.refundTurn(ADA);
    admit(limits, ADA, 1);

    refusal(limits, ADA);
  }

  @Test
  void allowsATurnToOverdrawAndDelaysTheNext() {
    RateLimiter limits = limits(new Quota(null, 1000), Quota.UNLIMITED);

    admit(limits, ADA, 1);
    limits.chargeTokens(ADA, 3000);

    assertThat(refusal(limits, ADA).retryAfter())
        .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(122));
    clock.advance(Duration.ofSeconds(119));
    refusal(limits, ADA);
    clock.advance(Duration.ofSeconds(2));
    admit(limits, ADA, 1);
  }

  @Test
  void chargesATenantForAllItsUsers() {
    RateLimiter limits = limits(new Quota(null, 1000), new Quota(null, 1500));

    limits.chargeTokens(ADA, 900);
    limits.chargeTokens(BOB, 900);

    refusal(limits, ADA);
    refusal(limits, BOB);
    admit(limits, EVE, 1);
  }

  @Test
  void doesNotChargeATurnWhileTokensAreOwed() {
    RateLimiter limits = limits(new Quota(1, 60), Quota.UNLIMITED);
    limits.chargeTokens(ADA, 61);
    refusal(limits, ADA);

    clock.advance(Duration.ofSeconds(2));

    admit(limits, ADA, 1);
  }

  @Test
  void chargesNothingForZeroTokens() {
    RateLimiter limits = limits(new Quota(null, 1), Quota.UNLIMITED);

    limits.chargeTokens(ADA, 0);

    admit(limits, ADA, 1);
  }

  @Test
  void isUnlimitedWithoutQuotas() {
    assertThat(limits(Quota.UNLIMITED, Quota.UNLIMITED)).isSameAs(RateLimiter.UNLIMITED);
  }

  @Test
  void admitsExactlyTheQuotaUnderContention() throws InterruptedException {
    RateLimiter limits = limits(new Quota(50, null), new Quota(40, null));
    AtomicInteger admitted = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        threads.execute(() -> {
          awaitQuietly(all);
          if (isAdmitted(limits)) {
            admitted.incrementAndGet();
          }
        });
      }
      all.countDown();
    }

    assertThat(admitted).hasValue(40);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAdmitted(RateLimiter limits) {
    try {
      limits.acquireTurn(ADA);
      return true;
    } catch (dev.firstword.core.protocol.ProblemException _) {
      return false;
    }
  }

  private RateLimiter limits(Quota user, Quota tenant) {
    return TokenBucketRateLimiter.of(user, tenant, new InMemoryBucketStore(clock));
  }

  private static void admit(RateLimiter limits, Caller caller, int times) {
    for (int i = 0; i < times; i++) {
      limits.acquireTurn(caller);
    }
  }

  private static Problem refusal(RateLimiter limits, Caller caller) {
    return ThrownProblem.of(() -> limits.acquireTurn(caller));
  }
}
