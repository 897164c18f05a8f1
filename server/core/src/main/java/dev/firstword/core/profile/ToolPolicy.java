package dev.firstword.core.profile;

import java.time.Duration;

/**
 * How a profile's turns use tools.
 *
 * @param timeout how long the turn waits for the result of a call
 * @param maxSteps how many model calls a turn may have, so that no model calls tools for ever
 */
public record ToolPolicy(Duration timeout, int maxSteps) {

  private static final int DEFAULT_MAX_STEPS = 25;

  /** The policy of a profile that specifies none. */
  public static final ToolPolicy DEFAULT =
      new ToolPolicy(Duration.ofSeconds(60), DEFAULT_MAX_STEPS);
}
