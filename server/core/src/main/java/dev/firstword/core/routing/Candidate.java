package dev.firstword.core.routing;

import dev.firstword.core.routing.live.LatencyProfile;
import dev.firstword.core.routing.live.ModelStatus;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.event.TurnEvent.Typical;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model that could answer a prompt, with its current status.
 *
 * @param uncachedTokens how many of the prompt's tokens the model would have to process without
 *     cache; estimated
 */
record Candidate(CatalogueModel model, ModelStatus status, long uncachedTokens) {

  /** With fewer samples, percentiles are assumptions, which are not shown to people. */
  private static final int MIN_SAMPLES_FOR_TYPICAL = 20;

  String name() {
    return model.name();
  }

  private LatencyProfile latencyProfile() {
    return status.latencyProfile();
  }

  Distribution firstTokenMs() {
    return latencyProfile().firstTokenMs(uncachedTokens);
  }

  /** The time to first text, thinking included. */
  Distribution firstTextMs() {
    return latencyProfile().firstTextMs(uncachedTokens);
  }

  /** Returns the usual time to first text; null until enough of them were measured. */
  @Nullable Typical typicalFirstText() {
    if (sampleCount() < MIN_SAMPLES_FOR_TYPICAL) {
      return null;
    }
    Distribution ms = firstTextMs();
    return new Typical(Math.round(ms.quantile(0.5)), Math.round(ms.quantile(0.95)));
  }

  /** The current median of the time to first text, in milliseconds. */
  double p50Ms() {
    return firstTextMs().quantile(0.5);
  }

  /** The current 99th percentile of the time to first text, in milliseconds. */
  double p99Ms() {
    return firstTextMs().quantile(0.99);
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
