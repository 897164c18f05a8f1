package dev.firstword.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RetentionSweeperTest {

  private static final Duration KEYS = Duration.ofHours(24);
  private static final Duration LOGS = Duration.ofDays(7);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final RetentionSweeper sweeper = new RetentionSweeper(store, scheduler, KEYS, LOGS);

  @Test
  void deletesInBatchesUntilNothingIsExpired() {
    store.expire(2);

    scheduler.runDue();
    assertThat(store.deletions()).hasSize(1);
    scheduler.advance(RetentionSweeper.BATCH_PAUSE.multipliedBy(10));

    assertThat(store.deletions()).hasSize(3);
  }

  @Test
  void sweepsOnceAnHour() {
    long nowMs = scheduler.clock().millis();
    scheduler.runDue();

    scheduler.advance(RetentionSweeper.SWEEP_INTERVAL);

    assertThat(store.deletions())
        .containsExactly(
            List.of(nowMs - KEYS.toMillis(), nowMs - LOGS.toMillis()),
            List.of(
                nowMs + RetentionSweeper.SWEEP_INTERVAL.minus(KEYS).toMillis(),
                nowMs + RetentionSweeper.SWEEP_INTERVAL.minus(LOGS).toMillis()));
  }

  @Test
  void triesAgainInAnHourWhenTheStoreIsUnavailable() {
    store.failNext(1);
    scheduler.advance(RetentionSweeper.SWEEP_INTERVAL.minusMillis(1));
    assertThat(store.deletions()).isEmpty();

    scheduler.advance(Duration.ofMillis(1));

    assertThat(store.deletions()).hasSize(1);
  }

  @Test
  void endsWhenItIsClosed() {
    sweeper.close();

    scheduler.advance(RetentionSweeper.SWEEP_INTERVAL);

    assertThat(store.deletions()).isEmpty();
  }
}
