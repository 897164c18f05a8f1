package dev.firstword.core.preparation;

import org.jspecify.annotations.Nullable;

/** Thrown when a phase that a turn can't continue without is late or fails. */
public final class PreparationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PreparationException(String phase, @Nullable Throwable cause) {
    super(phase + (cause == null ? " took too long" : " failed"), cause);
  }
}
