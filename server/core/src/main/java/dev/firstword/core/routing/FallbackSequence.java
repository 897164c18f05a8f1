package dev.firstword.core.routing;

import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which candidates are left for one answer. In the first round, each fallback is tried once.
 * In later rounds, those with transient failures are retried, then, once, those that timed out, all
 * within their retry budgets. Those whose provider has too many calls are tried again whenever
 * their throttle has room, however often.
 */
final class FallbackSequence {

  /** The delay before the second round. Each later round doubles it. */
  private static final Duration MIN_RETRY_DELAY = Duration.ofMillis(250);

  /** A requested wait is bounded to this multiple of the delay. */
  private static final int MAX_WAIT_FACTOR = 8;

  private static final Duration MAX_WAIT = Duration.ofSeconds(15);

  /** How often a candidate without room is looked at again; there may be room earlier. */
  private static final Duration MIN_CHECK_INTERVAL = Duration.ofMillis(50);

  private static final Duration MAX_CHECK_INTERVAL = Duration.ofMillis(500);
  private static final int MAX_DOUBLINGS = 6;

  private final int maxRounds;
  private final String tenant;
  private final DoubleSupplier random;
  private final Deque<Candidate> remaining = new ArrayDeque<>();
  private final Deque<Candidate> retries = new ArrayDeque<>();
  private final List<Candidate> failed = new ArrayList<>();
  private final List<Candidate> timedOut = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private int round = 1;
  private int rejections;

  /** A candidate whose provider has too many calls, and when to try it again. */
  private record Waiting(Candidate candidate, long dueNanos) {}

  /**
   * Starts at the first round.
   *
   * @param candidates the candidates in the order in which they are tried
   * @param maxRounds the maximum number of rounds
   * @param tenant the tenant for which the candidates are called
   * @param random returns values from 0 to 1 for jitter, so that calls that failed together do not
   *     retry together
   */
  FallbackSequence(
      List<Candidate> candidates, int maxRounds, String tenant, DoubleSupplier random) {
    remaining.addAll(candidates);
    this.maxRounds = maxRounds;
    this.tenant = tenant;
    this.random = random;
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
    return remaining.isEmpty() && retries.isEmpty();
  }

  /** Returns whether candidates that time out are tried again. */
  boolean retriesTimeouts() {
    return round == 1 && maxRounds > 1;
  }

  /** Returns whether every candidate has been tried. */
  boolean isRetrying() {
    return round > 1;
  }

  /**
   * Schedules a retry if the failure is transient, or if the provider only has too many calls.
   *
   * @param remaining the time until the call gives up
   */
  void recordFailure(
      Candidate candidate, ProviderFailure failure, long nowNanos, Duration remaining) {
    if (RetryPolicy.isTransient(failure)) {
      failed.add(candidate);
    }
    RetryPolicy.requestedWait(failure)
        .ifPresent(wait ->
            waiting.add(
                new Waiting(candidate, nowNanos + afterWait(backoff(wait, remaining)).toNanos())));
  }

  /**
   * The provider may be right about its wait, but also says a day and recovers in a minute. Half of
   * the remaining time is left for another attempt, and for its answer.
   */
  private Duration backoff(Duration requested, Duration remaining) {
    Duration min = MIN_RETRY_DELAY.multipliedBy(1L << Math.min(rejections, MAX_DOUBLINGS));
    rejections++;
    Duration wait = min(clamp(requested, min, min.multipliedBy(MAX_WAIT_FACTOR)), MAX_WAIT);
    return clamp(wait, MIN_RETRY_DELAY, remaining.dividedBy(2));
  }

  void recordTimeout(Candidate candidate) {
    timedOut.add(candidate);
  }

  /** There is no room for a call to this candidate. */
  void recordNoRoom(Candidate candidate, long nowNanos) {
    Duration delay =
        clamp(candidate.status().throttle().delay(), MIN_CHECK_INTERVAL, MAX_CHECK_INTERVAL);
    waiting.add(new Waiting(candidate, nowNanos + afterWait(delay).toNanos()));
  }

  /** Ends the sequence: no candidate is tried any more. */
  void clear() {
    remaining.clear();
    retries.clear();
    failed.clear();
    timedOut.clear();
    waiting.clear();
    round = maxRounds;
  }

  /**
   * Removes and returns the next candidate of this round for which there is room. Those at their
   * concurrency limit come last, but still before failing. A retry does not depend on the circuit,
   * because there is nothing else left to try.
   */
  @Nullable Candidate poll(long nowNanos) {
    skipUnavailable(nowNanos);
    Candidate next =
        remaining.stream().filter(Candidate::isReady).findFirst().orElseGet(remaining::peekFirst);
    if (next != null) {
      remaining.remove(next);
      if (next.status().throttle().tryAcquire(tenant)) {
        return next;
      }
      recordNoRoom(next, nowNanos);
      return poll(nowNanos);
    }
    for (Candidate retry; (retry = retries.pollFirst()) != null; ) {
      if (retry.status().throttle().tryAcquire(tenant)) {
        return retry;
      }
      recordNoRoom(retry, nowNanos);
    }
    return null;
  }

  private void skipUnavailable(long nowNanos) {
    for (Iterator<Candidate> iterator = remaining.iterator(); iterator.hasNext(); ) {
      Candidate candidate = iterator.next();
      if (!candidate.isAvailable()) {
        iterator.remove();
      } else if (!candidate.status().throttle().delay().isZero()) {
        iterator.remove();
        recordNoRoom(candidate, nowNanos);
      }
    }
  }

  /** Returns whether another round has candidates. */
  boolean hasNextRound() {
    return hasFailed() || !waiting.isEmpty();
  }

  private boolean hasFailed() {
    return round < maxRounds && !(failed.isEmpty() && (timedOut.isEmpty() || round > 1));
  }

  /** Returns whether it only waits for providers that have too many calls. */
  boolean isWaitingForRoom() {
    return !hasFailed() && !waiting.isEmpty();
  }

  /** The delay before the next round, which must have candidates. */
  Duration delay(long nowNanos) {
    long delay =
        hasFailed()
            ? aroundDelay(MIN_RETRY_DELAY.multipliedBy(1L << (round - 1))).toNanos()
            : Long.MAX_VALUE;
    for (Waiting each : waiting) {
      delay = Math.min(delay, each.dueNanos - nowNanos);
    }
    return Duration.ofNanos(Math.max(0, delay));
  }

  /** Starts the next round: with the candidates that failed, and those for which there is room. */
  void startNextRound(long nowNanos) {
    if (hasFailed()) {
      addWithinBudget(failed);
      if (round == 1) {
        addWithinBudget(timedOut); // A timeout costs more time than an error.
      }
      failed.clear();
      timedOut.clear();
      round++;
    }
    for (Iterator<Waiting> iterator = waiting.iterator(); iterator.hasNext(); ) {
      Waiting next = iterator.next();
      if (next.dueNanos <= nowNanos) {
        iterator.remove();
        retries.add(next.candidate);
      }
    }
  }

  private void addWithinBudget(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      if (candidate.status().retryBudget().tryAcquire()) {
        retries.add(candidate);
      }
    }
  }

  /** Between 0.5 and 1.5 times the delay. */
  private Duration aroundDelay(Duration delay) {
    return Duration.ofNanos((long) (delay.toNanos() * (0.5 + random.getAsDouble())));
  }

  /** Up to a quarter longer than the wait, never shorter. */
  private Duration afterWait(Duration wait) {
    return Duration.ofNanos((long) (wait.toNanos() * (1 + random.getAsDouble() / 4)));
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    Duration capped = min(value, max);
    return capped.compareTo(min) < 0 ? min : capped;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
