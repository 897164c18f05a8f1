package dev.firstword.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock that a test advances by hand; provides both wall-clock and monotonic time. */
public final class ManualClock implements InstantSource, LongSupplier {

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private long nanoTime = 1_000_000_000L;

  public void advance(Duration time) {
    now = now.plus(time);
    nanoTime += time.toNanos();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long getAsLong() {
    return nanoTime;
  }
}
