package dev.firstword.core.routing.live;

import dev.firstword.core.fairness.FairShare;
import dev.firstword.core.provider.RateLimit;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Paces the calls to one model at the rate that its provider accepts: client-side throttling (Site
 * Reliability Engineering, ch. 21) with a token bucket. Nothing is limited until the provider
 * rejects calls for their number. Then:
 *
 * <ul>
 *   <li>If it rejects a share of them, the rate becomes the rate that it accepts, and grows again
 *       by a tenth a second.
 *   <li>If it rejects several in a row, all calls pause. Afterwards, few of them probe it
 *       (half-open). The pause doubles while they are rejected; the first that is accepted ends it,
 *       and the rate doubles every second until calls are rejected again (slow start, RFC 5681).
 * </ul>
 *
 * <p>A single rejection proves nothing. A requested wait shortens or lengthens a pause only within
 * bounds, because providers also ask for a day and recover in a minute.
 *
 * <p>Turns that wait try again at random times. So that those of one tenant do not take every slot,
 * a slot is kept for the tenant that had the fewest, if it tried lately.
 *
 * <p>Called a few times per call, for well under a microsecond each, so a lock is good enough.
 */
public final class AdaptiveThrottle {

  /** This many rejections in a row are no accident. */
  private static final int PAUSE_THRESHOLD = 3;

  /** A provider that rejects a larger share of the calls has reached its limit. */
  private static final double REJECTED_SHARE = 0.25;

  private static final int MIN_CALLS_FOR_SHARE = 8;

  /** How long outcomes count: the time constant of their exponential decay. */
  private static final double MEMORY_SECONDS = 3;

  /** The rate of probes, and the lowest rate. */
  private static final double MIN_RATE = 1;

  private static final double GROWTH_PER_SECOND = 1.1;
  private static final double SLOW_START_GROWTH_PER_SECOND = 2;

  /** The bucket holds the calls of this time, so that calls need not be evenly spaced. */
  private static final double BURST_SECONDS = 0.5;

  /** Without a rejection for this long, nothing is limited any more. */
  private static final Duration EXPIRY = Duration.ofSeconds(30);

  /** A bucket of the provider that is fuller than this does not limit anything. */
  private static final double LOW_SHARE = 0.1;

  private static final Duration MIN_PAUSE = Duration.ofMillis(250);
  private static final Duration FIRST_MAX_PAUSE = Duration.ofSeconds(2);
  static final Duration MAX_PAUSE = Duration.ofSeconds(15);

  /** How long a slot is kept for a tenant: longer than its turns take to try again. */
  static final Duration TENANT_MEMORY = Duration.ofMillis(750);

  /** Doubling more often than this exceeds {@link #MAX_PAUSE} anyway. */
  private static final int MAX_DOUBLINGS = 6;

  private final LongSupplier nanoTime;
  private final FairShare share;

  private double accepted;
  private double rejected;
  private long decayedNanos;
  private int consecutiveRejections;

  private boolean isThrottling;

  /** Whether no call has been accepted since the last pause. */
  private boolean isProbing;

  private double rate;
  private double slowStartThreshold;
  private double tokens;
  private long refilledNanos;
  private long lastRejectionNanos;
  private int pauses;
  private long pausedUntilNanos;

  AdaptiveThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    share = new FairShare(nanoTime, TENANT_MEMORY);
    long now = nanoTime.getAsLong();
    decayedNanos = now;
    refilledNanos = now;
    lastRejectionNanos = now;
    pausedUntilNanos = now;
  }

  /** Takes a slot for a call of a tenant that starts now. Returns whether there is one for it. */
  public synchronized boolean tryAcquire(String tenant) {
    refill();
    if (!isThrottling) {
      return true;
    }
    if (isPaused() || tokens < 1 || !share.mayTake(tenant)) {
      share.recordWait(tenant);
      return false;
    }
    tokens--;
    share.recordSlot(tenant);
    return true;
  }

  /** Returns how long until a call may start; zero if one may start now. */
  public synchronized Duration delay() {
    refill();
    if (!isThrottling) {
      return Duration.ZERO;
    }
    long paused = isPaused() ? pausedUntilNanos - nanoTime.getAsLong() : 0;
    return Duration.ofNanos(paused + Math.round(Math.max(0, 1 - tokens) / rate * 1e9));
  }

  private boolean isPaused() {
    return nanoTime.getAsLong() < pausedUntilNanos;
  }

  /** Returns whether calls are being limited. */
  public synchronized boolean isThrottling() {
    refill();
    return isThrottling;
  }

  /** Returns whether the provider has rejected a call lately. */
  public synchronized boolean hasRejected() {
    decay();
    return isThrottling || rejected >= 0.5;
  }

  /** A call that was opened at this time delivered its first token. */
  public synchronized void recordAccepted(long openedNanos) {
    decay();
    accepted++;
    if (isFromBeforePause(openedNanos)) {
      return; // It tells what the provider did before it rejected others.
    }
    consecutiveRejections = 0;
    if (isProbing) {
      refill();
      isProbing = false;
      pauses = 0;
    }
  }

  /**
   * The provider rejected a call that was opened at this time because it has too many.
   *
   * @param wait how long it asked to wait; {@link Duration#ZERO} if it did not say
   */
  public synchronized void recordRejected(long openedNanos, Duration wait) {
    refill();
    decay();
    long now = nanoTime.getAsLong();
    rejected++;
    lastRejectionNanos = now;
    if (isFromBeforePause(openedNanos)) {
      return;
    }
    consecutiveRejections++;
    if (isProbing || consecutiveRejections >= PAUSE_THRESHOLD) {
      pause(wait, now);
    } else if (accepted + rejected >= MIN_CALLS_FOR_SHARE
        && rejected > REJECTED_SHARE * (accepted + rejected)) {
      limitTo(accepted / MEMORY_SECONDS);
    }
  }

  private boolean isFromBeforePause(long openedNanos) {
    return isThrottling && pauses > 0 && openedNanos < pausedUntilNanos;
  }

  private void pause(Duration wait, long now) {
    long factor = 1L << Math.min(pauses, MAX_DOUBLINGS);
    Duration pause =
        clamp(wait, MIN_PAUSE.multipliedBy(factor), FIRST_MAX_PAUSE.multipliedBy(factor));
    pauses++;
    consecutiveRejections = 0;
    pausedUntilNanos = now + min(pause, MAX_PAUSE).toNanos();
    isThrottling = true;
    isProbing = true;
    rate = MIN_RATE;
    slowStartThreshold = Double.POSITIVE_INFINITY;
    tokens = 1;
    refilledNanos = pausedUntilNanos;
  }

  private void limitTo(double newRate) {
    isThrottling = true;
    rate = Math.max(MIN_RATE, newRate);
    slowStartThreshold = rate;
    tokens = Math.min(tokens, capacity());
  }

  /** The headers of a response report the provider's own bucket. */
  public synchronized void recordLimit(RateLimit limit) {
    refill();
    if (isProbing || limit.limit() <= 0 || limit.remaining() >= LOW_SHARE * limit.limit()) {
      return;
    }
    lastRejectionNanos = nanoTime.getAsLong();
    boolean wasThrottling = isThrottling;
    limitTo(limit.refillRate());
    tokens = Math.min(wasThrottling ? tokens : capacity(), (double) limit.remaining());
  }

  private double capacity() {
    return Math.max(1, rate * BURST_SECONDS);
  }

  private void refill() {
    long now = nanoTime.getAsLong();
    if (!isThrottling) {
      refilledNanos = now;
      return;
    }
    if (isPaused()) {
      return;
    }
    if (now - Math.max(lastRejectionNanos, pausedUntilNanos) > EXPIRY.toNanos()) {
      reset(now);
      return;
    }
    double seconds = Math.max(0, now - refilledNanos) / 1e9;
    refilledNanos = now;
    tokens = Math.min(capacity(), tokens + rate * seconds);
    if (!isProbing) {
      double growth = rate < slowStartThreshold ? SLOW_START_GROWTH_PER_SECOND : GROWTH_PER_SECOND;
      rate *= Math.pow(growth, seconds);
    }
  }

  private void reset(long now) {
    isThrottling = false;
    share.clear();
    isProbing = false;
    pauses = 0;
    consecutiveRejections = 0;
    refilledNanos = now;
  }

  private void decay() {
    long now = nanoTime.getAsLong();
    double factor = Math.exp((decayedNanos - now) / 1e9 / MEMORY_SECONDS);
    decayedNanos = now;
    accepted *= factor;
    rejected *= factor;
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    return value.compareTo(min) < 0 ? min : min(value, max);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
