package dev.firstword.core.routing;

import dev.firstword.core.routing.live.LatencyProfile;
import dev.firstword.core.routing.live.ModelStatus;
import dev.firstword.core.statistics.Distribution;
import java.time.Duration;

/**
 * A model that could answer a prompt, with its current status.
 *
 * @param uncachedTokens how many of the prompt's tokens the model would have to process without
 *     cache; estimated
 */
record Candidate(CatalogueModel model, ModelStatus status, long uncachedTokens) {

  String name() {
    return model.name();
  }

  private LatencyProfile latencyProfile() {
    return status.latencyProfile();
  }

  Distribution firstTokenMs() {
    return latencyProfile().firstTokenMs(uncachedTokens);
  }

  double p50Ms() {
    return firstTokenMs().quantile(0.5);
  }

  /** The current 99th percentile of the time to first token, in milliseconds. */
  double p99Ms() {
    return firstTokenMs().quantile(0.99);
  }

  /**
   * The 99th percentile of the calls that deliver a first token: the current median times the tail
   * ratio of the completed calls. Counting timed-out calls in the tail would let each timeout raise
   * the threshold for the next.
   */
  double completedP99Ms() {
    Distribution all = firstTokenMs();
    Distribution completed = all.observedOnly();
    return all.quantile(0.5) * completed.quantile(0.99) / completed.quantile(0.5);
  }

  /** How many recent first tokens were measured. */
  long sampleCount() {
    return latencyProfile().sampleCount(uncachedTokens);
  }

  /** Returns the time after which only this share of first tokens is still pending. */
  Duration hedgeDelay(double rate) {
    return toDuration(latencyProfile().longTermFirstTokenMs(uncachedTokens).quantile(1 - rate));
  }

  boolean fitsBudget(Duration budget) {
    return p99Ms() <= budget.toNanos() / 1e6;
  }

  /** Returns whether the model would fit the budget at its configured initial latency. */
  boolean couldFitBudget(Duration budget) {
    return model.initialTtftP99().compareTo(budget) <= 0;
  }

  /** Returns whether calls are allowed, even if the concurrency limit is reached. */
  boolean isAvailable() {
    return status.circuitBreaker().isAvailable();
  }

  boolean isReady() {
    return status.isReady();
  }

  boolean hasSameProvider(Candidate other) {
    return model.provider().name().equals(other.model.provider().name());
  }

  static Duration toDuration(double ms) {
    return Duration.ofNanos(Math.round(ms * 1e6));
  }
}
