package dev.firstword.bench.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Polls for something that another process does, up to a timeout. */
public final class Polling {

  private static final long POLL_INTERVAL_MS = 10;

  private Polling() {}

  /** Checks for a value that may not be there yet. */
  public interface Probe<T> {
    Optional<T> poll() throws Exception;
  }

  /**
   * Polls until a value is present. Blocks.
   *
   * @param what what is awaited, for the error message
   * @throws IllegalStateException if the timeout has passed, or if the probe fails
   */
  public static <T> T until(Duration timeout, String what, Probe<T> probe)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<T> found;
      try {
        found = probe.poll();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("waiting for " + what, e);
      }
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + timeout.toMillis() + " ms for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }
}
