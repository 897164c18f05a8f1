package dev.firstword.api;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Limits the bytes of concurrent uploads over all event loops, because bodies are held in memory
 * until they are stored.
 */
final class UploadLimiter {

  private static final int BYTES_PER_PERMIT = 1024 * 1024;

  /** Enough for a few uploads of the maximum size and many small ones. */
  private static final int MAX_PERMITS = 96;

  private final Semaphore permits = new Semaphore(MAX_PERMITS);

  /**
   * Reserves memory for a body.
   *
   * @param contentLength the declared content length; null means anything up to the limit
   * @param maxBytes the maximum size of the body, in bytes
   * @return releases the reservation, at most once; null if too much is being uploaded
   */
  @Nullable Runnable tryAcquire(@Nullable String contentLength, int maxBytes) {
    int bytes =
        contentLength == null || contentLength.length() > 9
            ? maxBytes
            : Integer.parseInt(contentLength);
    int requested = Math.min(bytes, maxBytes) / BYTES_PER_PERMIT + 1;
    if (!permits.tryAcquire(requested)) {
      return null;
    }
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        permits.release(requested);
      }
    };
  }
}
