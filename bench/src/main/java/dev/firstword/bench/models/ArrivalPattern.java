package dev.firstword.bench.models;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Arrival patterns of turns that share one prompt prefix; times in milliseconds. */
enum ArrivalPattern {
  DENSE("dense, one a minute"),
  EVERY_TEN_MINUTES("one in ten minutes"),
  HOURLY("one an hour"),
  SPARSE("sparse, one in six hours"),
  EVERY_TEN_HOURS("one in ten hours, where never costs what an hour's life does"),
  DAILY("very sparse, one in a day"),
  BURSTY("bursty, 20 half a minute apart, an hour between"),
  RARE_BURSTS("bursty, 50 a minute apart, four hours between"),
  OFFICE_HOURS("one in four minutes by day, one in two hours by night"),
  ADVERSARIAL("50 at a time just past five minutes, then just past an hour");

  private static final double MINUTE = 60_000;
  private static final double HOUR = 60 * MINUTE;

  private final String label;

  ArrivalPattern(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  long[] sample(int count, RandomGenerator random) {
    double[] nowMs = {0};
    int[] leftOfBurst = {0};
    int[] number = {0};
    return Arrays.stream(
            fill(count, () -> nowMs[0] += gapMs(nowMs[0], leftOfBurst, number[0]++, random)))
        .mapToLong(Math::round)
        .toArray();
  }

  private static double[] fill(int count, DoubleSupplier next) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = next.getAsDouble();
    }
    return times;
  }

  private double gapMs(double nowMs, int[] leftOfBurst, int number, RandomGenerator random) {
    return switch (this) {
      case DENSE -> exponential(MINUTE, random);
      case EVERY_TEN_MINUTES -> exponential(10 * MINUTE, random);
      case HOURLY -> exponential(HOUR, random);
      case SPARSE -> exponential(6 * HOUR, random);
      case EVERY_TEN_HOURS -> exponential(10 * HOUR, random);
      case DAILY -> exponential(24 * HOUR, random);
      case BURSTY -> burst(20, MINUTE / 2, HOUR, leftOfBurst, random);
      case RARE_BURSTS -> burst(50, MINUTE, 4 * HOUR, leftOfBurst, random);
      case OFFICE_HOURS -> {
        double hour = nowMs / HOUR % 24;
        yield exponential(hour >= 8 && hour < 18 ? 4 * MINUTE : 2 * HOUR, random);
      }
      case ADVERSARIAL -> number / 50 % 2 == 0 ? 310_000 : 3_700_000;
    };
  }

  private static double burst(
      int size, double within, double between, int[] left, RandomGenerator random) {
    if (left[0] == 0) {
      left[0] = 1 + (int) exponential(size, random);
      return exponential(between, random);
    }
    left[0]--;
    return exponential(within, random);
  }

  private static double exponential(double mean, RandomGenerator random) {
    return mean * random.nextExponential();
  }
}
