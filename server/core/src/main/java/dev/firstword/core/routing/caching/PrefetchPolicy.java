package dev.firstword.core.routing.caching;

import dev.firstword.core.prompt.CacheTtl;

/**
 * Decides whether a model should prefetch instructions into its cache for a user who seems about to
 * send a message.
 *
 * <p>Prefetching never saves money: the same write happens anyway when the message arrives, and is
 * wasted when it does not. It shortens the time to first token, for at most {@value
 * #MAX_EXTRA_COST} times what the instructions cost uncached, judged by how often the expected
 * messages arrived in time. It starts from a prior of two arrivals out of two.
 *
 * <p>Times are milliseconds of any single clock. Not thread-safe.
 */
final class PrefetchPolicy {

  private static final double MAX_EXTRA_COST = 0.5;

  /** Beyond this many expected arrivals, all counts are halved. */
  private static final double MAX_REMEMBERED = 40;

  private final TokenPricing pricing;
  private double expectedArrivals = 2;
  private double actualArrivals = 2;
  private long awaitingUntilMs = Long.MIN_VALUE;

  PrefetchPolicy(TokenPricing pricing) {
    this.pricing = pricing;
  }

  /**
   * A message is expected. Several messages expected at the same time count as one, since the first
   * to arrive finds the instructions cached.
   *
   * @return whether to prefetch the instructions if the model no longer has them
   */
  boolean expectArrival(CacheTtl ttl, long atMs) {
    boolean isWorth = isWorth(ttl);
    if (atMs >= awaitingUntilMs) {
      awaitingUntilMs = atMs + ttl.duration().toMillis();
      expectedArrivals++;
      if (expectedArrivals > MAX_REMEMBERED) {
        expectedArrivals /= 2;
        actualArrivals /= 2;
      }
    }
    return isWorth;
  }

  private boolean isWorth(CacheTtl ttl) {
    double hitShare = actualArrivals / expectedArrivals;
    return hitShare * pricing.readFactor() + (1 - hitShare) * pricing.writeFactor(ttl)
        <= MAX_EXTRA_COST;
  }

  /** A message arrives. */
  void recordArrival(long atMs) {
    if (atMs < awaitingUntilMs) {
      awaitingUntilMs = atMs;
      actualArrivals++;
    }
  }
}
