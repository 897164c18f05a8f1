package dev.firstword.simulator.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.random.RandomGenerator;

/** Generates numbers within the limits of a schema. */
final class Numbers {
  private static final int USUAL_SPREAD = 100;

  private Numbers() {}

  static long integer(JsonNode schema, RandomGenerator random) {
    double step = step(schema, 1);
    long first = (long) Math.ceil(min(schema, step) / step);
    long last = (long) Math.floor(max(schema, min(schema, step), step) / step);
    return Math.round(pick(first, last, random) * step);
  }

  static double decimal(JsonNode schema, RandomGenerator random) {
    double step = step(schema, 0.5);
    long first = (long) Math.ceil(min(schema, step) / step);
    long last = (long) Math.floor(max(schema, min(schema, step), step) / step);
    double picked = pick(first, last, random) * step;
    return first > last ? min(schema, step) : picked;
  }

  private static long pick(long first, long last, RandomGenerator random) {
    return last <= first ? first : random.nextLong(first, last + 1);
  }

  private static double step(JsonNode schema, double usual) {
    double step = schema.path("multipleOf").asDouble(0);
    return step > 0 ? step : usual;
  }

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
