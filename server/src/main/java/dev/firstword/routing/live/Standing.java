package dev.firstword.routing.live;

import java.util.function.LongSupplier;

/** All that is known of one model at one endpoint by now. */
public record Standing(LiveProfile profile, Health health, Concurrency concurrency) {

  /** Of a model that was not asked yet. */
  public static Standing assumed(
      double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    return new Standing(
        new LiveProfile(p50Ms, p99Ms, tokensPerSecond, nanoTime),
        new Health(nanoTime),
        new Concurrency());
  }

  /** Whether it can be asked and would not only queue. */
  public boolean isReady() {
    return health.isAvailable() && !concurrency.isFull();
  }
}
