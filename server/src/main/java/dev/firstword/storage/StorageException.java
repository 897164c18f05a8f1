package dev.firstword.storage;

import org.jspecify.annotations.Nullable;

/** The storage that is configured can't be used; the message tells an operator why. */
public final class StorageException extends RuntimeException {

  StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
