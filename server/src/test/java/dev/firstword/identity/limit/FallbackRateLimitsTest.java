package dev.firstword.identity.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import dev.firstword.identity.ManualClock;
import dev.firstword.identity.Refusals;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FallbackRateLimitsTest {

  private static final Caller ADA = new Caller("acme", "ada");

  private final ManualClock clock = new ManualClock();
  private final Counting shared = new Counting();
  private final Counting own = new Counting();
  private final RateLimits limits = new FallbackRateLimits(shared, own, clock);

  /** Counts calls; away or refusing when told to. */
  private static final class Counting implements RateLimits {
    int calls;
    boolean away;
    boolean refusing;

    @Override
    public void admit(Caller caller) {
      calls++;
      if (away) {
        throw new IllegalStateException("away");
      }
      if (refusing) {
        throw new RefusedException(Problem.rateLimited(Duration.ofSeconds(1)));
      }
    }

    @Override
    public void giveBack(Caller caller) {
      admit(caller);
    }

    @Override
    public void spend(Caller caller, long tokens) {
      admit(caller);
    }
  }

  @Test
  void countsWithTheOthersWhileTheyCanBeReached() {
    limits.admit(ADA);
    limits.spend(ADA, 10);
    limits.giveBack(ADA);

    assertThat(shared.calls).isEqualTo(3);
    assertThat(own.calls).isZero();
  }

  @Test
  void aRefusalIsNoFailure() {
    shared.refusing = true;

    assertThat(Refusals.of(() -> limits.admit(ADA)).status()).isEqualTo(429);

    assertThat(own.calls).isZero();
  }

  @Test
  void countsByItselfAndLeavesTheOthersAloneForAWhile() {
    shared.away = true;

    for (int i = 0; i < 100; i++) {
      limits.admit(ADA);
    }

    assertThat(shared.calls).isEqualTo(1);
    assertThat(own.calls).isEqualTo(100);
  }

  @Test
  void refusesByItsOwnCountMeanwhile() {
    shared.away = true;
    own.refusing = true;

    assertThat(Refusals.of(() -> limits.admit(ADA)).status()).isEqualTo(429);
  }

  @Test
  void triesAgainEveryFiveSecondsUntilTheyAreBack() {
    shared.away = true;
    limits.admit(ADA);
    clock.advance(Duration.ofSeconds(5));
    limits.admit(ADA);
    limits.admit(ADA);
    assertThat(shared.calls).isEqualTo(2);

    shared.away = false;
    clock.advance(Duration.ofSeconds(5));
    limits.admit(ADA);
    limits.admit(ADA);

    assertThat(shared.calls).isEqualTo(4);
    assertThat(own.calls).isEqualTo(3);
  }
}
