package dev.firstword.app;

import dev.firstword.preparation.Lab;

/**
 * Whether phases may be made to last longer, and how much they are from the start.
 *
 * @param enabled never so by default
 */
public record LabSettings(boolean enabled, Lab.State state) {

  public static final LabSettings OFF = new LabSettings(false, Lab.State.NONE);

  /** The same, allowed. */
  LabSettings opened() {
    return new LabSettings(true, state);
  }
}
