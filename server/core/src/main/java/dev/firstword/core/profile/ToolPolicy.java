package dev.firstword.core.profile;

import java.time.Duration;

/**
 * The limits of a turn's tool calls.
 *
 * @param timeout how long a tool may run; the model then receives an error
 * @param maxSteps how many times a turn may call a model, including the first
 * @param waitsUnread whether a turn waits for tools although it has no reader: its client sends the
 *     results in a request of its own
 */
public record ToolPolicy(Duration timeout, int maxSteps, boolean waitsUnread) {

  /** The policy of a profile that specifies none. */
  public static final ToolPolicy DEFAULT = new ToolPolicy(Duration.ofSeconds(60), 25);

  /** Creates the policy of turns that end without a reader. */
  public ToolPolicy(Duration timeout, int maxSteps) {
    this(timeout, maxSteps, false);
  }

  public ToolPolicy {
    if (!timeout.isPositive() || maxSteps < 1) {
      throw new IllegalArgumentException("the timeout and the number of steps must be positive");
    }
  }
}
