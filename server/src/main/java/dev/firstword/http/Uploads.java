package dev.firstword.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How much may be uploaded at once on all loops: bodies are in memory until they are stored. */
final class Uploads {

  private static final int UNIT = 1024 * 1024;

  /** For some uploads of the largest size and many small ones. */
  private static final int MOST_UNITS = 96;

  private final Semaphore units = new Semaphore(MOST_UNITS);

  /**
   * Takes room for a body.
   *
   * @param length as it was declared; absent: any up to the limit
   * @return gives the room back, once; absent when there is none
   */
  @Nullable Runnable begin(@Nullable String length, int limit) {
    int bytes = length == null || length.length() > 9 ? limit : Integer.parseInt(length);
    int needed = Math.min(bytes, limit) / UNIT + 1;
    if (!units.tryAcquire(needed)) {
      return null;
    }
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        units.release(needed);
      }
    };
  }
}
