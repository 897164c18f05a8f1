package dev.firstword.simulator.response;

import java.util.Locale;

/** How a call ended. */
public enum CallOutcome {
  /** The complete answer was sent. */
  FINISHED,
  /** The client disconnected before the answer was complete. */
  CLOSED_BY_CLIENT,
  /** An injected fault ended the call. */
  FAILED,
  /** The request was invalid. */
  REJECTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
