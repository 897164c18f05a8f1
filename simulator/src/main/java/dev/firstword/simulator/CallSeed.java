package dev.firstword.simulator;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The seed of one call's random draws: the configured seed, the model, and the call's number for
 * that model.
 *
 * <p>Each purpose has its own random stream. Draws for one purpose (a fault, say) therefore do not
 * shift the draws for another.
 */
record CallSeed(long seed, String model, long number) {

  enum Purpose {
    FAULTS,
    FIRST_TOKEN,
    THINKING,
    GAPS,
    TEXT,
    TOOLS,
    DELIVERY
  }

  RandomGenerator randomFor(Purpose purpose) {
    long mixed = mix(seed);
    mixed = mix(mixed ^ model.hashCode());
    mixed = mix(mixed ^ number);
    mixed = mix(mixed ^ purpose.name().toLowerCase(Locale.ROOT).hashCode());
    return new SplittableRandom(mixed);
  }

  /** The SplitMix64 finalizer (Steele, Lea, Flood 2014): similar inputs give unrelated outputs. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
