package dev.firstword.core.routing;

import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which candidates are left for one answer: each fallback once in the first round; in later
 * rounds those with transient failures, then those that timed out.
 */
final class FallbackSequence {

  /** The minimum delay before models with transient failures are retried. */
  private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(250);

  /** A provider that asks for a longer wait is not retried. */
  private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(2);

  private final int maxRounds;
  private final Deque<Candidate> remaining = new ArrayDeque<>();
  private final List<Candidate> retryable = new ArrayList<>();
  private final List<Candidate> timedOut = new ArrayList<>();
  private int round = 1;
  private Duration retryDelay = MIN_RETRY_DELAY;

  /**
   * Starts at the first round.
   *
   * @param candidates the candidates in the order in which they are tried
   * @param maxRounds the maximum number of rounds
   */
  FallbackSequence(List<Candidate> candidates, int maxRounds) {
    remaining.addAll(candidates);
    this.maxRounds = maxRounds;
  }

  /** Removes a candidate that is being called out of order. */
  void remove(Candidate candidate) {
    remaining.remove(candidate);
  }

  boolean contains(Candidate candidate) {
    return remaining.contains(candidate);
  }

  /** Returns whether no candidate is left in this round. */
  boolean isRoundExhausted() {
    return remaining.isEmpty();
  }

  /** Returns whether this is the last round. */
  boolean isLastRound() {
    return round >= maxRounds;
  }

  /**
   * Schedules a retry in the next round if the failure is transient; a requested wait extends the
   * delay.
   */
  void recordFailure(Candidate candidate, ProviderFailure failure) {
    RetryPolicy.retryDelay(failure, MAX_RETRY_DELAY)
        .ifPresent(delay -> {
          retryable.add(candidate);
          retryDelay = delay.compareTo(retryDelay) > 0 ? delay : retryDelay;
        });
  }

  void recordTimeout(Candidate candidate) {
    timedOut.add(candidate);
  }

  /** Ends the sequence: no candidate is tried any more. */
  void clear() {
    remaining.clear();
    retryable.clear();
    timedOut.clear();
    round = maxRounds;
  }

  /**
   * Removes and returns the next available candidate. Those at their concurrency limit come last,
   * but still before failing.
   */
  @Nullable Candidate pollReady() {
    remaining.removeIf(candidate -> !candidate.isAvailable());
    Candidate next =
        remaining.stream().filter(Candidate::isReady).findFirst().orElseGet(remaining::peekFirst);
    if (next != null) {
      remaining.remove(next);
    }
    return next;
  }

  /** Removes and returns the next candidate regardless of its status; null if none is left. */
  @Nullable Candidate poll() {
    return remaining.pollFirst();
  }

  /** Returns whether another round has candidates. */
  boolean hasNextRound() {
    return !isLastRound() && !(retryable.isEmpty() && timedOut.isEmpty());
  }

  /** The delay before the next round; covers the waits that its providers asked for. */
  Duration retryDelay() {
    return retryDelay;
  }

  /** Starts the next round. */
  void startNextRound() {
    round++;
    remaining.addAll(retryable);
    remaining.addAll(timedOut); // A timeout costs more time than an error.
    retryable.clear();
    timedOut.clear();
  }
}
