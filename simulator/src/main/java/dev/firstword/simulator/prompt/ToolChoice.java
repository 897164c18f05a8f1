package dev.firstword.simulator.prompt;

/**
 * Which tools a request lets the model call.
 *
 * @param name the tool to call; empty unless the mode is {@link Mode#NAMED}
 * @param parallel whether the model may call several tools at once
 */
public record ToolChoice(Mode mode, String name, boolean parallel) {
  public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, "", true);

  /** How a request restricts tool calls. */
  public enum Mode {
    AUTO,
    NONE,
    /** The model has to call a tool. */
    REQUIRED,
    /** The model has to call one certain tool. */
    NAMED
  }

  public boolean isForced() {
    return mode == Mode.REQUIRED || mode == Mode.NAMED;
  }
}
