package dev.firstword.core.profile;

import java.time.Duration;

/**
 * The limits of a turn's tool calls.
 *
 * @param timeout how long a tool may run; the model then receives an error
 * @param maxSteps how many times a turn may call a model, including the first
 */
public record ToolPolicy(Duration timeout, int maxSteps) {

  /** The policy of a profile that specifies none. */
  public static final ToolPolicy DEFAULT = new ToolPolicy(Duration.ofSeconds(60), 25);

  public ToolPolicy {
    if (!timeout.isPositive() || maxSteps < 1) {
      throw new IllegalArgumentException("the timeout and the number of steps must be positive");
    }
  }
}
