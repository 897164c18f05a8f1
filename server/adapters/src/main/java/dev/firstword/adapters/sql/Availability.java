package dev.firstword.adapters.sql;

import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database can be written, as far as is known. Logs the start and the end of an outage,
 * once each: while it lasts, every request fails in the same way. Thread-safe.
 */
final class Availability {

  private static final Logger log = LoggerFactory.getLogger(Availability.class);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

  private final Clock clock = Clock.system();
  private final AtomicBoolean isFailing = new AtomicBoolean();
  private final AtomicLong probedNanos =
      new AtomicLong(clock.nanoTime() - PROBE_INTERVAL.toNanos());

  boolean isFailing() {
    return isFailing.get();
  }

  /** Whether it is time to try again. At most one caller a second is told so. */
  boolean claimProbe() {
    long now = clock.nanoTime();
    long last = probedNanos.get();
    return now - last >= PROBE_INTERVAL.toNanos() && probedNanos.compareAndSet(last, now);
  }

  void recordSuccess() {
    if (isFailing.get() && isFailing.compareAndSet(true, false)) {
      log.info("the database is available again");
    }
  }

  void recordFailure(Throwable failure) {
    if (isFailing.compareAndSet(false, true)) {
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      log.error("the database is unavailable: {}", cause.toString());
    }
  }
}
