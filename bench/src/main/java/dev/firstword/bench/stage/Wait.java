package dev.firstword.bench.stage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waiting for something that another process does: by looking again and again, up to a limit. */
public final class Wait {

  private static final long LOOK_EVERY_MS = 10;

  private Wait() {}

  /** Something that may not be there yet. */
  public interface Look<T> {
    Optional<T> look() throws Exception;
  }

  /**
   * Waits for a value.
   *
   * @param what what is waited for, for the message
   * @throws IllegalStateException when the limit has passed, or when looking fails
   */
  public static <T> T forValue(Duration limit, String what, Look<T> look)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found;
      try {
        found = look.look();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("waiting for " + what, e);
      }
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + limit.toMillis() + " ms for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
    }
  }
}
