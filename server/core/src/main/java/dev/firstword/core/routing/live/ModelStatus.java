package dev.firstword.core.routing.live;

import java.util.function.LongSupplier;

/** The current status of one model at one endpoint. */
public record ModelStatus(
    LatencyProfile latencyProfile,
    ThinkingProfile thinkingProfile,
    CircuitBreaker circuitBreaker,
    ConcurrencyLimiter concurrencyLimiter) {

  /** Returns the status of a model that has not been called yet. */
  public static ModelStatus initial(
      double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    return new ModelStatus(
        new LatencyProfile(p50Ms, p99Ms, tokensPerSecond, nanoTime),
        ThinkingProfile.unknown(nanoTime),
        new CircuitBreaker(nanoTime),
        new ConcurrencyLimiter());
  }

  /** Returns whether calls are allowed and would not merely queue. */
  public boolean isReady() {
    return circuitBreaker.isAvailable() && !concurrencyLimiter.isFull();
  }
}
