package dev.firstword.relay.event;

import java.util.Locale;

/** The state of a tool call. */
public enum ToolState {
  /** The model is writing its arguments. */
  WRITING,
  /** Its arguments are complete. */
  READY,
  /** The client has been asked to run it. */
  RUNNING,
  FINISHED,
  FAILED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ToolState ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
