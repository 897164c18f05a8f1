package dev.firstword.turn;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, once an hour and a little at a time, what the store need not keep any longer. */
public final class Retention implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration BETWEEN_BITES = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final TurnStore store;
  private final InstantSource clock;
  private final Duration keepKeys;
  private final Duration keepLogs;
  private final Thread thread;

  /**
   * Begins to look after the store.
   *
   * @param keepKeys how long an idempotency key is known
   * @param keepLogs how long a turn that has ended can be replayed
   */
  public Retention(TurnStore store, InstantSource clock, Duration keepKeys, Duration keepLogs) {
    this.store = store;
    this.clock = clock;
    this.keepKeys = keepKeys;
    this.keepLogs = keepLogs;
    this.thread = Thread.ofVirtual().name("retention").start(this::run);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        forgetAll();
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writers get their turn between two bites. */
  private void forgetAll() throws InterruptedException {
    try {
      long now = clock.millis();
      while (store.forget(now - keepKeys.toMillis(), now - keepLogs.toMillis()) > 0) {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_BITES.toNanos());
      }
    } catch (RuntimeException e) {
      log.warn("old keys and logs stay for another hour: {}", e.toString());
    }
  }
}
