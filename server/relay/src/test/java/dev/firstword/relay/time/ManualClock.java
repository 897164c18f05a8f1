package dev.firstword.relay.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that a test advances by hand. Sleeping advances it. */
public final class ManualClock implements Clock, LongSupplier {

  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final long START_NANOS = 1_000_000_000L;

  private final AtomicLong elapsedNanos = new AtomicLong();

  public void advance(Duration time) {
    elapsedNanos.addAndGet(time.toNanos());
  }

  @Override
  public Instant instant() {
    return START.plusNanos(elapsedNanos.get());
  }

  @Override
  public long nanoTime() {
    return START_NANOS + elapsedNanos.get();
  }

  @Override
  public long getAsLong() {
    return nanoTime();
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (time.isPositive()) {
      advance(time);
    }
  }
}
