package dev.firstword.adapters.sql;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database can be written, as far as is known. Logs the start and the end of an outage,
 * once each: while it lasts, every request fails in the same way. Damage has no end: what can still
 * be written says nothing about the pages that are damaged. Thread-safe.
 */
final class Availability {

  private static final Logger log = LoggerFactory.getLogger(Availability.class);

  private final AtomicBoolean isFailing = new AtomicBoolean();
  private final AtomicBoolean isProbing = new AtomicBoolean();
  private final AtomicBoolean isDamaged = new AtomicBoolean();

  boolean isFailing() {
    return isFailing.get() || isDamaged.get();
  }

  /** Records that pages of the database can't be read. */
  void recordDamage(String what) {
    if (isDamaged.compareAndSet(false, true)) {
      log.error(
          "the database is damaged, and has to be restored from a backup; until then, the server is"
              + " not ready: {}",
          what);
    }
  }

  /** Tries again whether the database can be written, unless another caller is trying. */
  void probe(Runnable write) {
    if (isFailing.get() && isProbing.compareAndSet(false, true)) {
      try {
        write.run();
      } catch (RuntimeException _) {
        // Recorded already.
      } finally {
        isProbing.set(false);
      }
    }
  }

  void recordSuccess() {
    if (isFailing.get() && isFailing.compareAndSet(true, false)) {
      log.info("the database is available again");
    }
  }

  /**
   * Records a failure, unless the caller gave up waiting, which says nothing about the database.
   */
  void recordFailure(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (!(cause instanceof InterruptedException) && isFailing.compareAndSet(false, true)) {
      log.error("the database is unavailable: {}", cause.toString());
    }
  }
}
