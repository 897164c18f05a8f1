package dev.firstword.identity.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import dev.firstword.identity.ManualClock;
import dev.firstword.identity.Refusals;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.Problem;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BucketRateLimitsTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final Caller EVE = new Caller("other", "ada");

  private final ManualClock clock = new ManualClock();

  @Test
  void admitsAsManyTurnsAtOnceAsAMinuteAllows() {
    RateLimits limits = limits(new Allowance(3, null), Allowance.UNLIMITED);

    admit(limits, ADA, 3);

    Problem problem = refusal(limits, ADA);
    assertThat(problem.status()).isEqualTo(429);
    assertThat(problem.action()).isEqualTo(Action.WAIT);
  }

  @Test
  void lettingThemFlowBackEvenly() {
    RateLimits limits = limits(new Allowance(3, null), Allowance.UNLIMITED);
    admit(limits, ADA, 3);

    clock.advance(Duration.ofSeconds(19));
    refusal(limits, ADA);
    clock.advance(Duration.ofSeconds(1));
    admit(limits, ADA, 1);

    refusal(limits, ADA);
  }

  @Test
  void whoWaitsAsLongAsToldIsAdmitted() {
    RateLimits limits = limits(new Allowance(7, null), Allowance.UNLIMITED);
    admit(limits, ADA, 7);
    clock.advance(Duration.ofMillis(3_456));

    clock.advance(Objects.requireNonNull(refusal(limits, ADA).retryAfter()));

    admit(limits, ADA, 1);
  }

  @Test
  void countsEachUserAndEachTenantApart() {
    RateLimits limits = limits(new Allowance(2, null), new Allowance(3, null));

    admit(limits, ADA, 2);
    refusal(limits, ADA);
    admit(limits, BOB, 1);
    refusal(limits, BOB);

    admit(limits, EVE, 2);
  }

  @Test
  void chargesNobodyForWhatTheirTenantMayNot() {
    RateLimits limits = limits(new Allowance(1, null), new Allowance(60, null));
    for (int i = 0; i < 60; i++) {
      admit(limits, new Caller("acme", "colleague-" + i), 1);
    }
    refusal(limits, ADA);

    clock.advance(Duration.ofSeconds(1));

    admit(limits, ADA, 1);
  }

  @Test
  void givesBackWhatDidNotBegin() {
    RateLimits limits = limits(new Allowance(1, null), new Allowance(1, null));
    admit(limits, ADA, 1);

    limits.giveBack(ADA);

    admit(limits, ADA, 1);
    refusal(limits, ADA);
  }

  @Test
  void neverGivesBackMoreThanThereWas() {
    RateLimits limits = limits(new Allowance(1, null), Allowance.UNLIMITED);

    limits.giveBack(ADA);
    admit(limits, ADA, 1);

    refusal(limits, ADA);
  }

  @Test
  void letsATurnCostMoreThanIsLeftAndTheNextOneWait() {
    RateLimits limits = limits(new Allowance(null, 1000), Allowance.UNLIMITED);

    admit(limits, ADA, 1);
    limits.spend(ADA, 3000);

    assertThat(refusal(limits, ADA).retryAfter())
        .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(122));
    clock.advance(Duration.ofSeconds(119));
    refusal(limits, ADA);
    clock.advance(Duration.ofSeconds(2));
    admit(limits, ADA, 1);
  }

  @Test
  void chargesATenantWithTheTokensOfAllItsUsers() {
    RateLimits limits = limits(new Allowance(null, 1000), new Allowance(null, 1500));

    limits.spend(ADA, 900);
    limits.spend(BOB, 900);

    refusal(limits, ADA);
    refusal(limits, BOB);
    admit(limits, EVE, 1);
  }

  @Test
  void chargesNoTurnToWhoeverOwesTokens() {
    RateLimits limits = limits(new Allowance(1, 60), Allowance.UNLIMITED);
    limits.spend(ADA, 61);
    refusal(limits, ADA);

    clock.advance(Duration.ofSeconds(2));

    admit(limits, ADA, 1);
  }

  @Test
  void aTurnOfNoTokensCostsNone() {
    RateLimits limits = limits(new Allowance(null, 1), Allowance.UNLIMITED);

    limits.spend(ADA, 0);

    admit(limits, ADA, 1);
  }

  @Test
  void limitsNothingWhereNothingIsSaid() {
    assertThat(limits(Allowance.UNLIMITED, Allowance.UNLIMITED)).isSameAs(RateLimits.UNLIMITED);
  }

  @Test
  void ofManyAtOnceAdmitsExactlyAsManyAsItMay() throws InterruptedException {
    RateLimits limits = limits(new Allowance(50, null), new Allowance(40, null));
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

  private static boolean isAdmitted(RateLimits limits) {
    try {
      limits.admit(ADA);
      return true;
    } catch (dev.firstword.protocol.RefusedException _) {
      return false;
    }
  }

  private RateLimits limits(Allowance user, Allowance tenant) {
    return BucketRateLimits.of(user, tenant, new LocalBuckets(clock));
  }

  private static void admit(RateLimits limits, Caller caller, int times) {
    for (int i = 0; i < times; i++) {
      limits.admit(caller);
    }
  }

  private static Problem refusal(RateLimits limits, Caller caller) {
    return Refusals.of(() -> limits.admit(caller));
  }
}
