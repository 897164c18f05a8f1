package dev.firstword.relay.event;

import java.util.Locale;

/** Why nothing is written. */
public enum SilenceKind {
  /** The model has not begun to respond. */
  QUEUED,
  /** The call waits because the provider has too many others. */
  RATE_LIMITED,
  /** The model is thinking. */
  THINKING,
  /** The stream is alive, but the model has made no progress for longer than is usual. */
  NO_PROGRESS,
  /** Nothing arrives any more. */
  DEAD,
  /** The answer has paused. */
  PAUSED,
  /** The model is writing the arguments of a tool call. */
  WRITING_TOOL_INPUT,
  /** A tool is running. */
  RUNNING_TOOL;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
