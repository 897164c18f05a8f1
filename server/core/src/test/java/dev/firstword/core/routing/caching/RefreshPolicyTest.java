package dev.firstword.core.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheTtl;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RefreshPolicyTest {

  private static final TokenPricing PRICING = TokenPricing.withExplicitCaching(5, 25);
  private static final long REFRESH_DUE_MS = Duration.ofSeconds(280).toMillis();

  private long nowMs;

  @Test
  void startsWithTheShorterTtl() {
    assertThat(policy(EnumSet.allOf(CacheTtl.class)).ttl()).isEqualTo(CacheTtl.FIVE_MINUTES);
  }

  @Test
  void refreshesPromptsUsedEveryTenMinutes() {
    RefreshPolicy policy = after(Duration.ofMinutes(10), 20, Set.of(CacheTtl.FIVE_MINUTES));

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + REFRESH_DUE_MS)).isTrue();
  }

  @Test
  void stopsAfterTheLongestGapSeen() {
    RefreshPolicy policy = after(Duration.ofMinutes(10), 100, Set.of(CacheTtl.FIVE_MINUTES));

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + 8 * REFRESH_DUE_MS))
        .isFalse();
  }

  @Test
  void doesNotRefreshPromptsUsedOnceADay() {
    RefreshPolicy policy = after(Duration.ofDays(1), 10, EnumSet.allOf(CacheTtl.class));

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + REFRESH_DUE_MS)).isFalse();
    assertThat(policy.ttl()).isEqualTo(CacheTtl.FIVE_MINUTES);
  }

  @Test
  void choosesTheOneHourTtlForPromptsUsedEveryTwentyMinutes() {
    RefreshPolicy policy = after(Duration.ofMinutes(20), 5, EnumSet.allOf(CacheTtl.class));

    assertThat(policy.ttl()).isEqualTo(CacheTtl.ONE_HOUR);
  }

  @Test
  void toleratesAFewWastedRefreshesUnderDenseTraffic() {
    RefreshPolicy policy = after(Duration.ofMinutes(1), 100, EnumSet.allOf(CacheTtl.class));
    for (int wasted = 0; wasted < 3; wasted++) {
      policy.recordArrival(nowMs += Duration.ofSeconds(290).toMillis());
      policy.recordArrival(nowMs += Duration.ofMinutes(1).toMillis());
    }

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + REFRESH_DUE_MS)).isTrue();
  }

  @Test
  void refreshesOnceMoreAfterDenseTraffic() {
    RefreshPolicy policy = after(Duration.ofMinutes(1), 300, EnumSet.allOf(CacheTtl.class));

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + 2 * REFRESH_DUE_MS))
        .isTrue();
    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + 10 * REFRESH_DUE_MS))
        .isFalse();
  }

  @Test
  void neverRefreshesWhenNotAllowed() {
    RefreshPolicy policy = new RefreshPolicy(PRICING, Set.of(CacheTtl.FIVE_MINUTES), false);
    for (int turn = 0; turn < 20; turn++) {
      policy.recordArrival(nowMs += Duration.ofMinutes(10).toMillis());
    }

    assertThat(policy.isWorthRefreshing(CacheTtl.FIVE_MINUTES, nowMs + REFRESH_DUE_MS)).isFalse();
  }

  private RefreshPolicy after(Duration gap, int turns, Set<CacheTtl> ttls) {
    RefreshPolicy policy = policy(ttls);
    for (int turn = 0; turn < turns; turn++) {
      policy.recordArrival(nowMs += gap.toMillis());
    }
    return policy;
  }

  private static RefreshPolicy policy(Set<CacheTtl> ttls) {
    return new RefreshPolicy(PRICING, ttls, true);
  }
}
