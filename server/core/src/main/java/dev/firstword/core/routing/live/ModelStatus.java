package dev.firstword.core.routing.live;

import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The current status of one model at one endpoint. */
public record ModelStatus(
    LatencyProfile latencyProfile,
    ThinkingProfile thinkingProfile,
    CircuitBreaker circuitBreaker,
    AdaptiveThrottle throttle,
    RetryBudget retryBudget,
    ConcurrencyLimiter concurrencyLimiter) {

  /** Returns the status of a model that has not been called yet. */
  public static ModelStatus initial(
      double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    return new ModelStatus(
        new LatencyProfile(p50Ms, p99Ms, tokensPerSecond, nanoTime),
        ThinkingProfile.unknown(nanoTime),
        new CircuitBreaker(nanoTime),
        new AdaptiveThrottle(nanoTime),
        new RetryBudget(nanoTime),
        new ConcurrencyLimiter());
  }

  /** Returns whether calls are allowed and would not merely queue. */
  public boolean isReady() {
    return circuitBreaker.isAvailable()
        && throttle.delay().isZero()
        && !concurrencyLimiter.isFull();
  }

  /** Returns whether the model fails or rejects so often that it should get no extra load. */
  public boolean isStruggling() {
    return circuitBreaker.isFailing() || throttle.hasRejected();
  }

  /** A call that was opened at this time delivered its first token. */
  public void recordSuccess(long openedNanos) {
    circuitBreaker.recordSuccess();
    throttle.recordAccepted(openedNanos);
  }

  /** A call that was opened at this time failed: records what that says about the model. */
  public void recordFailure(long openedNanos, ProviderFailure failure) {
    switch (failure) {
      case ProviderFailure.RateLimited limited when limited.retryAfter() == null ->
          circuitBreaker.recordLimitReached();
      case ProviderFailure.RateLimited limited -> recordRejected(openedNanos, limited.retryAfter());
      case ProviderFailure.Overloaded overloaded ->
          recordRejected(openedNanos, overloaded.retryAfter());
      case ProviderFailure.Rejected _, ProviderFailure.Empty _ ->
          circuitBreaker.recordInconclusive();
      case ProviderFailure.Unreachable _,
          ProviderFailure.Unauthorized _,
          ProviderFailure.ServerError _,
          ProviderFailure.Cut _,
          ProviderFailure.Malformed _,
          ProviderFailure.Silent _ ->
          circuitBreaker.recordFailure();
    }
  }

  /** Too many calls are no fault of the model; the rate is what has to change. */
  private void recordRejected(long openedNanos, @Nullable Duration wait) {
    circuitBreaker.recordInconclusive();
    throttle.recordRejected(openedNanos, wait == null ? Duration.ZERO : wait);
  }
}
