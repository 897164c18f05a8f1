package dev.firstword.preparation;

import org.jspecify.annotations.Nullable;

/** A phase that a turn can't go on without was late or failed. */
public final class PreparationException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PreparationException(String phase, @Nullable Throwable cause) {
    super(phase + (cause == null ? " took too long" : " failed"), cause);
  }
}
