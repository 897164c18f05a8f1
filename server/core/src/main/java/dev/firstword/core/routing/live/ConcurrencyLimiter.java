package dev.firstword.core.routing.live;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import com.netflix.concurrency.limits.limit.window.PercentileSampleWindowFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many calls may wait for their first token at one endpoint. The limit shrinks when that
 * time grows, which indicates a queue (Netflix's Gradient2). It uses the median of each second,
 * because single calls of a healthy model vary by more than the gradient tolerates.
 */
public final class ConcurrencyLimiter {

  private static final int INITIAL_LIMIT = 1_000;
  private static final int MIN_LIMIT = 20;
  private static final int MAX_LIMIT = 10_000;

  private final AtomicInteger waiting = new AtomicInteger();
  private final WindowedLimit limit =
      WindowedLimit.newBuilder()
          .minWindowTime(1, TimeUnit.SECONDS)
          .maxWindowTime(5, TimeUnit.SECONDS)
          .windowSize(20)
          .sampleWindowFactory(PercentileSampleWindowFactory.of(0.5, 1_000))
          .build(
              Gradient2Limit.newBuilder()
                  .initialLimit(INITIAL_LIMIT)
                  .minLimit(MIN_LIMIT)
                  .maxConcurrency(MAX_LIMIT)
                  .queueSize(4)
                  .rttTolerance(1.5)
                  .smoothing(0.2)
                  .build());

  ConcurrencyLimiter() {}

  /** Returns whether another call would only queue at the provider. */
  public boolean isFull() {
    return waiting.get() >= limit.getLimit();
  }

  /** A call starts. */
  public void recordStart() {
    waiting.incrementAndGet();
  }

  /** A call's first token arrived after this time. */
  public void recordFirstToken(long openedNanos, Duration elapsed) {
    limit.onSample(openedNanos, elapsed.toNanos(), waiting.getAndDecrement(), false);
  }

  /** A call ended without a first token. */
  public void recordEnd() {
    waiting.decrementAndGet();
  }

  /** The number of calls waiting for a first token. */
  public int waiting() {
    return waiting.get();
  }

  /** The current limit on waiting calls. */
  public int limit() {
    return limit.getLimit();
  }
}
