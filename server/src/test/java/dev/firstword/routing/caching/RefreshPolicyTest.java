package dev.firstword.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.prompt.CacheLife;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RefreshPolicyTest {

  private static final Tariff TARIFF = Tariff.marked(5, 25);
  private static final long DUE = Duration.ofSeconds(280).toMillis();

  private long nowMs;

  @Test
  void writesForTheShorterLifeBeforeAnythingIsKnown() {
    assertThat(policy(EnumSet.allOf(CacheLife.class)).life()).isEqualTo(CacheLife.FIVE_MINUTES);
  }

  @Test
  void refreshesWhatIsAskedForEveryTenMinutes() {
    RefreshPolicy policy = after(Duration.ofMinutes(10), 20, Set.of(CacheLife.FIVE_MINUTES));

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + DUE)).isTrue();
  }

  @Test
  void stopsOnceNoTurnHasEverComeSoLate() {
    RefreshPolicy policy = after(Duration.ofMinutes(10), 100, Set.of(CacheLife.FIVE_MINUTES));

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + 8 * DUE)).isFalse();
  }

  @Test
  void letsGoWhatIsAskedForOnceADay() {
    RefreshPolicy policy = after(Duration.ofDays(1), 10, EnumSet.allOf(CacheLife.class));

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + DUE)).isFalse();
    assertThat(policy.life()).isEqualTo(CacheLife.FIVE_MINUTES);
  }

  @Test
  void writesForAnHourWhatIsAskedForEveryTwentyMinutes() {
    RefreshPolicy policy = after(Duration.ofMinutes(20), 5, EnumSet.allOf(CacheLife.class));

    assertThat(policy.life()).isEqualTo(CacheLife.ONE_HOUR);
  }

  @Test
  void bearsAFewRefreshesForNothingWhereTurnsAreDense() {
    RefreshPolicy policy = after(Duration.ofMinutes(1), 100, EnumSet.allOf(CacheLife.class));
    for (int wasted = 0; wasted < 3; wasted++) {
      policy.arrived(nowMs += Duration.ofSeconds(290).toMillis());
      policy.arrived(nowMs += Duration.ofMinutes(1).toMillis());
    }

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + DUE)).isTrue();
  }

  @Test
  void refreshesOnceMoreWhereTurnsWereDenseAndNothingElseIsKnown() {
    RefreshPolicy policy = after(Duration.ofMinutes(1), 300, EnumSet.allOf(CacheLife.class));

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + 2 * DUE)).isTrue();
    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + 10 * DUE)).isFalse();
  }

  @Test
  void neverRefreshesWhereThatIsNotAllowed() {
    RefreshPolicy policy = new RefreshPolicy(TARIFF, Set.of(CacheLife.FIVE_MINUTES), false);
    for (int turn = 0; turn < 20; turn++) {
      policy.arrived(nowMs += Duration.ofMinutes(10).toMillis());
    }

    assertThat(policy.isWorthRefreshing(CacheLife.FIVE_MINUTES, nowMs + DUE)).isFalse();
  }

  private RefreshPolicy after(Duration gap, int turns, Set<CacheLife> lives) {
    RefreshPolicy policy = policy(lives);
    for (int turn = 0; turn < turns; turn++) {
      policy.arrived(nowMs += gap.toMillis());
    }
    return policy;
  }

  private static RefreshPolicy policy(Set<CacheLife> lives) {
    return new RefreshPolicy(TARIFF, lives, true);
  }
}
