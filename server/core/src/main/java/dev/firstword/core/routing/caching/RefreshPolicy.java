package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheTtl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Decides, for one prefix, which TTL it is written with and whether it is refreshed before it
 * expires, so that the total cost is minimal.
 *
 * <p>A strategy is a TTL and a number of consecutive refreshes without a turn after which to stop.
 * Each strategy is charged for every observed gap between turns as if it alone had been used; the
 * current gap counts as far as it has come. Of the strategies that cost about the least, the one
 * that lasts longest is followed, because one refresh too many costs a twelfth of one write too
 * many. Until gaps are observed, a few prior gaps are used, spread evenly over the scales from half
 * a minute to eight hours. A longer TTL must be cheaper by its extra write cost plus one standard
 * deviation, to exclude chance. A cached prefix is given up for it only on the evidence of observed
 * gaps.
 *
 * <p>Costs are multiples of what the prefix costs uncached. Not thread-safe.
 */
public final class RefreshPolicy {

  /** Finer steps where refreshes are cheap; beyond the last, writing again is much cheaper. */
  private static final int[] FIVE_MINUTE_REFRESH_COUNTS = {0, 1, 2, 3, 4, 6, 8, 11, 16, 24};

  private static final int[] ONE_HOUR_REFRESH_COUNTS = {0, 1, 2, 3, 5, 8, 12};

  private static final List<Duration> PRIOR_GAPS =
      List.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(8),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(8));

  /** The weight of a prior gap relative to an observed one. */
  private static final double PRIOR_WEIGHT = 0.25;

  /** How much more than the cheapest a strategy may cost and still be followed: the fixed part. */
  private static final double COST_TOLERANCE = 0.2;

  /** The part of the tolerance that is proportional to the cost. */
  private static final double RELATIVE_COST_TOLERANCE = 0.002;

  private final TokenPricing pricing;
  private final List<Strategy> strategies = new ArrayList<>();
  private final Strategy neverRefresh;
  private final Strategy alwaysRefresh;
  private long lastArrivalMs = -1;
  private boolean hasGap;

  /**
   * Starts without observed gaps.
   *
   * @param ttls the allowed TTLs; not empty
   * @param allowRefresh whether refreshes are allowed at all
   */
  public RefreshPolicy(TokenPricing pricing, Set<CacheTtl> ttls, boolean allowRefresh) {
    this.pricing = pricing;
    for (CacheTtl ttl : CacheTtl.values()) {
      if (ttls.contains(ttl)) {
        for (int refreshCount : allowRefresh ? refreshCounts(ttl) : new int[] {0}) {
          strategies.add(new Strategy(ttl, refreshCount));
        }
      }
    }
    neverRefresh = strategies.getFirst();
    alwaysRefresh =
        strategies.stream().filter(strategy -> strategy.ttl == neverRefresh.ttl).toList().getLast();
    PRIOR_GAPS.forEach(gap -> charge(gap.toMillis(), PRIOR_WEIGHT));
  }

  private static int[] refreshCounts(CacheTtl ttl) {
    return switch (ttl) {
      case FIVE_MINUTES -> FIVE_MINUTE_REFRESH_COUNTS;
      case ONE_HOUR -> ONE_HOUR_REFRESH_COUNTS;
    };
  }

  /** How long before a prefix expires it is refreshed. */
  public static Duration leadTime(CacheTtl ttl) {
    return switch (ttl) {
      case FIVE_MINUTES -> Duration.ofSeconds(20);
      case ONE_HOUR -> Duration.ofMinutes(1);
    };
  }

  private static long refreshIntervalMs(CacheTtl ttl) {
    return ttl.duration().minus(leadTime(ttl)).toMillis();
  }

  /** A strategy and what it would have cost so far. */
  private final class Strategy {
    private final CacheTtl ttl;
    private final int maxRefreshes;
    private double cost;
    private double observedCost;
    private double squaredDiffFromNever;
    private double squaredDiffFromAlways;

    private Strategy(CacheTtl ttl, int maxRefreshes) {
      this.ttl = ttl;
      this.maxRefreshes = maxRefreshes;
    }

    /** How long after a turn the prefix stays cached. */
    private long coverageMs() {
      return maxRefreshes * refreshIntervalMs(ttl) + ttl.duration().toMillis();
    }

    private double refreshCost(long ageMs) {
      return pricing.readFactor() * Math.min(maxRefreshes, ageMs / refreshIntervalMs(ttl));
    }

    /** Includes the current gap. */
    private double costSoFar(long ageMs) {
      return cost + refreshCost(ageMs);
    }

    private double observedCostSoFar(long ageMs) {
      return observedCost + refreshCost(ageMs);
    }

    /** The standard deviation of its cost relative to the cheaper of the two simple strategies. */
    private double deviation(boolean isNeverCheaper) {
      return Math.sqrt(isNeverCheaper ? squaredDiffFromNever : squaredDiffFromAlways);
    }

    private double gapCost(long gapMs) {
      return refreshCost(gapMs)
          + (gapMs < coverageMs() ? pricing.readFactor() : pricing.writeFactor(ttl));
    }
  }

  private void charge(long gapMs, double weight) {
    double neverCost = neverRefresh.gapCost(gapMs);
    double alwaysCost = alwaysRefresh.gapCost(gapMs);
    for (Strategy strategy : strategies) {
      double cost = strategy.gapCost(gapMs);
      strategy.cost += weight * cost;
      if (weight == 1) { // Prior gaps alone do not justify extra spending.
        strategy.observedCost += cost;
        strategy.squaredDiffFromNever += (cost - neverCost) * (cost - neverCost);
        strategy.squaredDiffFromAlways += (cost - alwaysCost) * (cost - alwaysCost);
      }
    }
  }

  /** A turn with this prefix starts. Times are of any single clock and never decrease. */
  public void recordArrival(long atMs) {
    if (lastArrivalMs >= 0) {
      charge(Math.max(0, atMs - lastArrivalMs), 1);
      hasGap = true;
    }
    lastArrivalMs = atMs;
  }

  /** Returns the TTL to use for the next write. */
  public CacheTtl ttl() {
    CacheTtl longestTtl = strategies.getLast().ttl;
    double extraCost = pricing.writeFactor(longestTtl) - pricing.writeFactor(neverRefresh.ttl);
    return hasGap
            && expectedSavings(neverRefresh.ttl, longestTtl, strategy -> strategy.cost) > extraCost
        ? longestTtl
        : neverRefresh.ttl;
  }

  /**
   * Returns whether a refresh now is expected to cost less than letting the prefix expire. It is
   * not when rewriting with a longer TTL would save more than it costs: that requires a turn that
   * finds the prefix expired.
   *
   * @param currentTtl the TTL with which the prefix was written
   */
  public boolean isWorthRefreshing(CacheTtl currentTtl, long atMs) {
    long ageMs = atMs - lastArrivalMs;
    CacheTtl longestTtl = strategies.getLast().ttl;
    double extraCost = pricing.writeFactor(longestTtl) - pricing.readFactor();
    if (longestTtl != currentTtl
        && expectedSavings(currentTtl, longestTtl, strategy -> strategy.observedCostSoFar(ageMs))
            > extraCost) {
      return false;
    }
    double minCost =
        strategiesFor(currentTtl)
            .mapToDouble(strategy -> strategy.costSoFar(ageMs))
            .min()
            .orElse(0);
    double maxCost = minCost * (1 + RELATIVE_COST_TOLERANCE) + COST_TOLERANCE;
    return strategiesFor(currentTtl)
        .filter(strategy -> strategy.coverageMs() > ageMs + leadTime(currentTtl).toMillis())
        .anyMatch(strategy -> strategy.costSoFar(ageMs) <= maxCost);
  }

  private Stream<Strategy> strategiesFor(CacheTtl ttl) {
    return strategies.stream().filter(strategy -> strategy.ttl == ttl);
  }

  /** Returns what the longer TTL would have saved, minus one standard deviation. */
  private double expectedSavings(
      CacheTtl ttl, CacheTtl longerTtl, ToDoubleFunction<Strategy> cost) {
    boolean isNeverCheaper = cost.applyAsDouble(neverRefresh) <= cost.applyAsDouble(alwaysRefresh);
    double minCost = strategiesFor(ttl).mapToDouble(cost).min().orElse(0);
    return strategiesFor(longerTtl)
        .mapToDouble(
            strategy -> minCost - cost.applyAsDouble(strategy) - strategy.deviation(isNeverCheaper))
        .max()
        .orElse(0);
  }
}
