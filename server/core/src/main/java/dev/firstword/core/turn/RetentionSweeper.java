package dev.firstword.core.turn;

import dev.firstword.core.turn.store.TurnStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired idempotency keys and logs from the store, once an hour and in small batches. */
public final class RetentionSweeper implements AutoCloseable {

  private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);
  private static final Duration BATCH_PAUSE = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(RetentionSweeper.class);

  private final TurnStore store;
  private final InstantSource clock;
  private final Duration keyRetention;
  private final Duration logRetention;
  private final Thread thread;

  /**
   * Starts the sweeper.
   *
   * @param keyRetention how long idempotency keys are kept
   * @param logRetention how long the logs of ended turns can be replayed
   */
  public RetentionSweeper(
      TurnStore store, InstantSource clock, Duration keyRetention, Duration logRetention) {
    this.store = store;
    this.clock = clock;
    this.keyRetention = keyRetention;
    this.logRetention = logRetention;
    this.thread = Thread.ofVirtual().name("retention").start(this::run);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        sweep();
        TimeUnit.NANOSECONDS.sleep(SWEEP_INTERVAL.toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Pauses between batches so that other writers get their turn. */
  private void sweep() throws InterruptedException {
    try {
      long now = clock.millis();
      while (store.deleteExpired(now - keyRetention.toMillis(), now - logRetention.toMillis())
          > 0) {
        TimeUnit.NANOSECONDS.sleep(BATCH_PAUSE.toNanos());
      }
    } catch (RuntimeException e) {
      log.warn("expired keys and logs are kept for another hour: {}", e.toString());
    }
  }
}
