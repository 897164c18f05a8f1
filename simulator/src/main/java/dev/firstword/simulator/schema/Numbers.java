package dev.firstword.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.random.RandomGenerator;

/** Generates numbers within the limits of a schema. */
final class Numbers {
  private static final int USUAL_SPREAD = 100;

  private Numbers() {}

  static long integer(JsonNode schema, RandomGenerator random) {
    double multiple = schema.path("multipleOf").asDouble(0);
    double step = multiple > 0 ? multiple : 1;
    double min = min(schema, step);
    long first = (long) Math.ceil(min / step);
    long last = (long) Math.floor(max(schema, min, step) / step);
    return Math.round(pick(first, last, random) * step);
  }

  /** Without a step, the number lies within the limits, so that exclusive ones hold too. */
  static double decimal(JsonNode schema, RandomGenerator random) {
    double step = schema.path("multipleOf").asDouble(0);
    if (step > 0) {
      double min = min(schema, step);
      long first = (long) Math.ceil(min / step);
      return pick(first, (long) Math.floor(max(schema, min, step) / step), random) * step;
    }
    double min = min(schema, 0);
    double max = max(schema, min, 0);
    double inside = min + (max - min) * (0.1 + 0.8 * random.nextDouble());
    double rounded = Math.round(inside * 100) / 100.0;
    return rounded > min && rounded < max ? rounded : inside;
  }

  private static long pick(long first, long last, RandomGenerator random) {
    return last <= first ? first : random.nextLong(first, last + 1);
  }

  /** The step separates an exclusive limit from the numbers. */
  private static double min(JsonNode schema, double step) {
    if (schema.path("exclusiveMinimum").isNumber()) {
      return schema.path("exclusiveMinimum").asDouble() + step;
    }
    if (schema.path("minimum").isNumber()) {
      return schema.path("minimum").asDouble();
    }
    return schema.path("maximum").isNumber() || schema.path("exclusiveMaximum").isNumber()
        ? Math.min(0, max(schema, -USUAL_SPREAD, step) - USUAL_SPREAD)
        : 1;
  }

  private static double max(JsonNode schema, double min, double step) {
    if (schema.path("exclusiveMaximum").isNumber()) {
      return schema.path("exclusiveMaximum").asDouble() - step;
    }
    return schema.path("maximum").asDouble(min + USUAL_SPREAD);
  }
}
