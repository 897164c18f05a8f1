package dev.firstword.core.turn;

import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.time.InstantSource;

/** Deletes expired idempotency keys and logs from the store, once an hour and in small batches. */
public final class RetentionSweeper implements AutoCloseable {

  static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

  /** Lets other writers proceed between two batches. */
  static final Duration BATCH_PAUSE = Duration.ofMillis(200);

  private final TurnStore store;
  private final InstantSource clock;
  private final Duration keyRetention;
  private final Duration logRetention;
  private final BackgroundTask task;

  /**
   * Starts the sweeper.
   *
   * @param keyRetention how long idempotency keys are kept
   * @param logRetention how long the logs of ended turns can be replayed
   */
  public RetentionSweeper(
      TurnStore store, TaskScheduler scheduler, Duration keyRetention, Duration logRetention) {
    this.store = store;
    this.clock = scheduler.clock();
    this.keyRetention = keyRetention;
    this.logRetention = logRetention;
    this.task =
        scheduler.start(
            TaskOptions.of("retention", "expired keys and logs are kept for another hour")
                .retryingEvery(SWEEP_INTERVAL),
            this::deleteBatch);
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun deleteBatch() {
    long now = clock.millis();
    int deleted = store.deleteExpired(now - keyRetention.toMillis(), now - logRetention.toMillis());
    return NextRun.after(deleted > 0 ? BATCH_PAUSE : SWEEP_INTERVAL);
  }
}
