package dev.firstword.core.turn;

import dev.firstword.core.retention.RetentionPolicy;
import dev.firstword.core.retention.RetentionPolicy.Expiry;
import dev.firstword.core.retention.RetentionStore;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Deletes expired data from the store, once an hour and in small batches. */
public final class RetentionSweeper implements AutoCloseable {

  static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

  /** Lets other writers proceed between two batches. */
  static final Duration BATCH_PAUSE = Duration.ofMillis(200);

  private final TurnStore turns;
  private final RetentionStore store;
  private final InstantSource clock;
  private final Duration keyRetention;
  private final List<Expiry> expiries;
  private final BackgroundTask task;

  /**
   * Starts the sweeper.
   *
   * @param keyRetention how long idempotency keys are kept
   */
  public RetentionSweeper(
      TurnStore turns,
      RetentionStore store,
      TaskScheduler scheduler,
      Duration keyRetention,
      RetentionPolicy policy) {
    this.turns = turns;
    this.store = store;
    this.clock = scheduler.clock();
    this.keyRetention = keyRetention;
    this.expiries = policy.expiries();
    this.task =
        scheduler.start(
            TaskOptions.of("retention", "expired data is kept for another hour")
                .retryingEvery(SWEEP_INTERVAL),
            this::deleteBatches);
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun deleteBatches() {
    long now = clock.millis();
    int deleted = turns.deleteExpiredKeys(now - keyRetention.toMillis());
    for (Expiry expiry : expiries) {
      long before = now - expiry.time().toMillis();
      deleted +=
          switch (expiry.data()) {
            case TURN_LOGS -> store.deleteLogs(expiry.scope(), before);
            case CONVERSATIONS -> store.deleteConversations(expiry.scope(), before);
            case DOCUMENTS -> store.deleteDocuments(expiry.scope(), before);
          };
    }
    return NextRun.after(deleted > 0 ? BATCH_PAUSE : SWEEP_INTERVAL);
  }
}
