package dev.firstword.simulator.playback;

import java.util.Locale;

/** How a call ended. */
public enum Ending {
  /** The answer went out whole. */
  FINISHED,
  /** The client closed before the answer was whole. */
  CLOSED_BY_CLIENT,
  /** A fault that was asked for ended it. */
  FAILED,
  /** The request was not acceptable. */
  REJECTED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
