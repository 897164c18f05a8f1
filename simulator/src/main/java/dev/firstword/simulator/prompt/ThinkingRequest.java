package dev.firstword.simulator.prompt;

import java.util.Optional;

/**
 * What a request says about thinking.
 *
 * @param display replaces the model's own display
 * @param budgetTokens the maximum length of the thought; {@link Integer#MAX_VALUE} if the client
 *     set none
 */
public record ThinkingRequest(Mode mode, Optional<ThinkingDisplay> display, int budgetTokens) {
  public static final ThinkingRequest MODEL_DEFAULT = of(Mode.MODEL_DEFAULT);
  public static final ThinkingRequest ON = of(Mode.ON);
  public static final ThinkingRequest OFF = of(Mode.OFF);

  /** Whether a model that can think is to do so. */
  public enum Mode {
    MODEL_DEFAULT,
    ON,
    OFF
  }

  private static ThinkingRequest of(Mode mode) {
    return new ThinkingRequest(mode, Optional.empty(), Integer.MAX_VALUE);
  }

  /** Returns whether a model thinks that does so by default, or does not. */
  public boolean isThinking(boolean byDefault) {
    return switch (mode) {
      case MODEL_DEFAULT -> byDefault;
      case ON -> true;
      case OFF -> false;
    };
  }
}
