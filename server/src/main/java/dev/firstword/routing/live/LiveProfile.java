package dev.firstword.routing.live;

import dev.firstword.window.Distribution;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How quick a model is by now: its first token by size of the input it has to read, and its pace
 * after that, which are never mixed: a long answer is not a slow one. Takes no lock; from any
 * thread.
 */
public final class LiveProfile {

  /** From so many on a size speaks for itself. */
  private static final int OWN = 20;

  /** Between the slowest tenth and the quickest of a pace; assumed where none was measured. */
  private static final double PACE_SPREAD = 1.6;

  private final Map<InputSize, Measured> bySize = new EnumMap<>(InputSize.class);
  private final Measured all;
  private final Measured pace;
  private final LongSupplier nanoTime;
  private final AtomicLong heardNanos;

  /** Assumes these figures until there are measured ones. */
  public LiveProfile(double p50Ms, double p99Ms, double tokensPerSecond, LongSupplier nanoTime) {
    for (InputSize size : InputSize.values()) {
      bySize.put(size, new Measured(p50Ms, p99Ms, nanoTime));
    }
    this.nanoTime = nanoTime;
    this.heardNanos = new AtomicLong(nanoTime.getAsLong());
    all = new Measured(p50Ms, p99Ms, nanoTime);
    pace = new Measured(tokensPerSecond, tokensPerSecond * PACE_SPREAD, nanoTime);
  }

  /** The first token came after that many milliseconds. */
  public void firstToken(long uncachedTokens, double ms) {
    size(uncachedTokens).record(ms);
    all.record(ms);
    heardNanos.set(nanoTime.getAsLong());
  }

  /** It had not come when the call was closed, after that many milliseconds. */
  public void noFirstTokenWithin(long uncachedTokens, double ms) {
    size(uncachedTokens).recordAtLeast(ms);
    all.recordAtLeast(ms);
    heardNanos.set(nanoTime.getAsLong());
  }

  /** An answer was written at that pace. */
  public void pace(double tokensPerSecond) {
    pace.record(tokensPerSecond);
  }

  /** Milliseconds to the first token, from the newest measurements. */
  public Distribution firstTokenMs(long uncachedTokens) {
    return speaksFor(uncachedTokens).newest();
  }

  /** The same from more measurements where there are: what a threshold is taken from. */
  public Distribution steadyFirstTokenMs(long uncachedTokens) {
    return speaksFor(uncachedTokens).longer();
  }

  /** Of prompts of any size. */
  public Distribution firstTokenMs() {
    return all.newest();
  }

  public Distribution tokensPerSecond() {
    return pace.newest();
  }

  /** How many first tokens of prompts of that size were measured lately, or of any where few. */
  public long measured(long uncachedTokens) {
    return speaksFor(uncachedTokens).count();
  }

  /** How many first tokens were measured lately. */
  public long measured() {
    return all.count();
  }

  /**
   * Whether nothing was measured for that long. Says so to one caller at a time: the next to be
   * told is one that comes as much later.
   */
  public boolean isUnheardFor(Duration time) {
    long heard = heardNanos.get();
    long now = nanoTime.getAsLong();
    return now - heard >= time.toNanos() && heardNanos.compareAndSet(heard, now);
  }

  private Measured speaksFor(long uncachedTokens) {
    Measured own = size(uncachedTokens);
    return own.count() >= OWN || all.count() < OWN ? own : all;
  }

  private Measured size(long uncachedTokens) {
    Measured measured = bySize.get(InputSize.of(uncachedTokens));
    if (measured == null) {
      throw new IllegalStateException("every size has its figures");
    }
    return measured;
  }
}
