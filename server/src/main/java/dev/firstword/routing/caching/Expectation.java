package dev.firstword.routing.caching;

import dev.firstword.prompt.CacheLife;

/**
 * Decides whether instructions are worth reading for somebody who seems about to ask.
 *
 * <p>That never saves money: what is written ahead is written anyway when they ask, and for nothing
 * when they do not. It buys time before the first word, for at most {@value #MOST_EXTRA} of what
 * the instructions cost when they are read without a cache, by how often those who seemed about to
 * ask did so in time. Before it has seen any it expects two to ask.
 *
 * <p>Times are of any one clock, in milliseconds. Not safe for threads.
 */
final class Expectation {

  private static final double MOST_EXTRA = 0.5;

  /** Half of what is older than so many is forgotten. */
  private static final double MOST_REMEMBERED = 40;

  private final Tariff tariff;
  private double expected = 2;
  private double came = 2;
  private long waitsUntilMs = Long.MIN_VALUE;

  Expectation(Tariff tariff) {
    this.tariff = tariff;
  }

  /**
   * Somebody seems about to ask. Several at a time are one: whoever asks first finds it read.
   *
   * @return whether it is worth reading for them, where the model has it no longer
   */
  boolean begins(CacheLife life, long atMs) {
    boolean worth = isWorth(life);
    if (atMs >= waitsUntilMs) {
      waitsUntilMs = atMs + life.duration().toMillis();
      expected++;
      if (expected > MOST_REMEMBERED) {
        expected /= 2;
        came /= 2;
      }
    }
    return worth;
  }

  private boolean isWorth(CacheLife life) {
    double share = came / expected;
    return share * tariff.read() + (1 - share) * tariff.write(life) <= MOST_EXTRA;
  }

  /** Somebody asks. */
  void asked(long atMs) {
    if (atMs < waitsUntilMs) {
      waitsUntilMs = atMs;
      came++;
    }
  }
}
