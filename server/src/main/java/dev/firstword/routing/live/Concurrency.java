package dev.firstword.routing.live;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import com.netflix.concurrency.limits.limit.window.PercentileSampleWindowFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may wait for their first token at one endpoint: fewer when that time grows, which
 * is how a queue shows (Netflix' Gradient2). It looks at the median of each second, as single calls
 * of a healthy model differ by more than the gradient bears.
 */
public final class Concurrency {

  private static final int FIRST_LIMIT = 1_000;
  private static final int LEAST = 20;
  private static final int MOST = 10_000;

  private final AtomicInteger waiting = new AtomicInteger();
  private final WindowedLimit limit =
      WindowedLimit.newBuilder()
          .minWindowTime(1, TimeUnit.SECONDS)
          .maxWindowTime(5, TimeUnit.SECONDS)
          .windowSize(20)
          .sampleWindowFactory(PercentileSampleWindowFactory.of(0.5, 1_000))
          .build(
              Gradient2Limit.newBuilder()
                  .initialLimit(FIRST_LIMIT)
                  .minLimit(LEAST)
                  .maxConcurrency(MOST)
                  .queueSize(4)
                  .rttTolerance(1.5)
                  .smoothing(0.2)
                  .build());

  Concurrency() {}

  /** Whether another call would only wait in its queue. */
  public boolean isFull() {
    return waiting.get() >= limit.getLimit();
  }

  /** A call is made. */
  public void begin() {
    waiting.incrementAndGet();
  }

  /** Its first token came after that long. */
  public void firstToken(long openedNanos, Duration after) {
    limit.onSample(openedNanos, after.toNanos(), waiting.getAndDecrement(), false);
  }

  /** It ended without one. */
  public void end() {
    waiting.decrementAndGet();
  }

  /** How many wait now. */
  public int waiting() {
    return waiting.get();
  }

  /** How many may. */
  public int limit() {
    return limit.getLimit();
  }
}
