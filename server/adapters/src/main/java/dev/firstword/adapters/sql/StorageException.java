package dev.firstword.adapters.sql;

import org.jspecify.annotations.Nullable;

/** The configured storage can't be used; the message tells the operator why. */
public final class StorageException extends RuntimeException {

  StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
