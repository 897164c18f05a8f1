package dev.firstword.core.routing;

import dev.firstword.core.routing.live.LatencyProfile;
import dev.firstword.core.routing.live.ModelStatus;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.Usage;
import java.time.Duration;

/** Records the latency and the outcome of one attempt in the status of its model. */
final class AttemptMeasurements {

  /** Shorter answers are too noisy to measure throughput. */
  private static final int MIN_TOKENS_FOR_THROUGHPUT = 20;

  private final ModelStatus status;
  private final LatencyProfile latency;
  private final long uncachedTokens;
  private final long openedNanos;
  private boolean isUnstreamed;
  private boolean hasToken;
  private boolean hasText;

  /**
   * Creates the measurements of an attempt.
   *
   * @param openedNanos when the call is opened, on the clock of its event loop
   */
  AttemptMeasurements(Candidate candidate, long openedNanos) {
    this.status = candidate.status();
    this.latency = status.latencyProfile();
    this.uncachedTokens = candidate.uncachedTokens();
    this.openedNanos = openedNanos;
  }

  /**
   * Records the start.
   *
   * @param isUnstreamed whether nothing arrives before the whole answer, so that the time to it is
   *     no time to a first token
   */
  void recordOpened(boolean isUnstreamed) {
    this.isUnstreamed = isUnstreamed;
    status.circuitBreaker().recordCall();
    if (!isUnstreamed) {
      status.concurrencyLimiter().recordStart();
    }
  }

  void recordFirstToken(long nowNanos) {
    hasToken = true;
    if (!isUnstreamed) {
      latency.recordFirstToken(uncachedTokens, elapsedMs(nowNanos));
      status
          .concurrencyLimiter()
          .recordFirstToken(openedNanos, Duration.ofNanos(nowNanos - openedNanos));
    }
    status.recordSuccess(openedNanos);
  }

  void recordFirstText(long nowNanos) {
    hasText = true;
    if (!isUnstreamed) {
      latency.recordFirstText(uncachedTokens, elapsedMs(nowNanos));
    }
  }

  /**
   * Records the speed of an answer that is text alone.
   *
   * @param nanos from its first to its last piece
   */
  void recordThroughput(Usage usage, long nanos) {
    if (usage.answerTokens() >= MIN_TOKENS_FOR_THROUGHPUT && nanos > 0) {
      latency.recordThroughput((usage.answerTokens() - 1) * 1e9 / nanos);
    }
  }

  /** Records how long a call that is closed early went without a token or a text. */
  void recordUnanswered(long nowNanos) {
    if (isUnstreamed) {
      return;
    }
    if (!hasToken) {
      status.concurrencyLimiter().recordEnd();
      latency.recordNoFirstToken(uncachedTokens, elapsedMs(nowNanos));
    }
    if (!hasText) {
      latency.recordNoFirstText(uncachedTokens, elapsedMs(nowNanos));
    }
  }

  /** The call was closed before anybody could know how it would have ended. */
  void recordCancelled(long nowNanos) {
    recordUnanswered(nowNanos);
    if (!hasToken) {
      status.circuitBreaker().recordInconclusive();
    }
  }

  /** The call timed out. */
  void recordTimeout(long nowNanos, ProviderFailure failure) {
    recordUnanswered(nowNanos);
    status.recordFailure(openedNanos, failure);
  }

  /** The provider ended the call with a failure. */
  void recordFailure(ProviderFailure failure) {
    if (!hasToken && !isUnstreamed) {
      status.concurrencyLimiter().recordEnd();
    }
    status.recordFailure(openedNanos, failure);
  }

  private double elapsedMs(long nowNanos) {
    return (nowNanos - openedNanos) / 1e6;
  }
}
