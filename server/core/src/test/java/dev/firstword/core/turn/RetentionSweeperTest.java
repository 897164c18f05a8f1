package dev.firstword.core.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retention.RetentionPolicy;
import dev.firstword.core.retention.RetentionPolicy.Times;
import dev.firstword.core.retention.RetentionScope;
import dev.firstword.core.retention.RetentionStore;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RetentionSweeperTest {

  private static final Duration KEYS = Duration.ofHours(24);
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(
          new Times(Duration.ofDays(30), null, Duration.ofDays(365)),
          Map.of("support", new Times(null, Duration.ofDays(90), null)),
          Map.of("acme", new Times(Duration.ofDays(7), null, null)));

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryTurnStore store = new InMemoryTurnStore();
  private final List<String> deletedData = new ArrayList<>();
  private final RetentionSweeper sweeper =
      new RetentionSweeper(store, new RecordingStore(), scheduler, KEYS, POLICY);

  /** Records what was to be deleted; nothing is expired. */
  private final class RecordingStore implements RetentionStore {

    @Override
    public int deleteLogs(RetentionScope scope, long beforeMs) {
      return record("logs", scope, beforeMs);
    }

    @Override
    public int deleteConversations(RetentionScope scope, long beforeMs) {
      return record("conversations", scope, beforeMs);
    }

    @Override
    public int deleteDocuments(RetentionScope scope, long beforeMs) {
      return record("documents", scope, beforeMs);
    }

    private int record(String data, RetentionScope scope, long beforeMs) {
      Duration age = Duration.ofMillis(scheduler.clock().millis() - beforeMs);
      deletedData.add(data + " older than " + age.toDays() + " days of " + scope);
      return 0;
    }
  }

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
            nowMs - KEYS.toMillis(),
            nowMs + RetentionSweeper.SWEEP_INTERVAL.minus(KEYS).toMillis());
  }

  @Test
  void deletesEachKindOfDataByTheTimesOfTenantsAndProfiles() {
    scheduler.runDue();

    assertThat(deletedData)
        .containsExactly(
            "logs older than 7 days of OfTenant[tenant=acme]",
            "logs older than 30 days of Others[tenants=[acme], profiles=[]]",
            "conversations older than 90 days of OfProfile[profile=support]",
            "documents older than 365 days of Others[tenants=[], profiles=[]]");
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
