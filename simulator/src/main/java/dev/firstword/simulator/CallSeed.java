package dev.firstword.simulator;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where one call's chance comes from: the seed, the model, and the call's number among the model's.
 *
 * <p>Each purpose has a source of its own, so that what is drawn for one (a fault, say) does not
 * shift what is drawn for another.
 */
record CallSeed(long seed, String model, long number) {

  enum Purpose {
    FAULTS,
    FIRST_TOKEN,
    GAPS,
    TEXT,
    DELIVERY
  }

  RandomGenerator randomFor(Purpose purpose) {
    long mixed = mix(seed);
    mixed = mix(mixed ^ model.hashCode());
    mixed = mix(mixed ^ number);
    mixed = mix(mixed ^ purpose.name().toLowerCase(Locale.ROOT).hashCode());
    return new SplittableRandom(mixed);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): near inputs, unrelated outputs. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
