package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.turn.store.TurnStore;
import java.io.IOException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of the stores, through a real PgBouncer in transaction mode. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PgBouncerStorageTest extends TurnStoreContract {

  private static final PostgresqlTestServer DATABASE = PostgresqlTestServer.startOrReuse();
  private static PgBouncer pooler;

  private PostgresqlStorage storage;

  @BeforeAll
  static void startPooler() throws IOException {
    pooler = PgBouncer.start(DATABASE.port());
  }

  @AfterAll
  static void stopPooler() {
    if (pooler != null) { // Otherwise it is not installed.
      pooler.close();
    }
  }

  @BeforeEach
  void open() {
    storage = PostgresqlStorage.open(pooler.through(DATABASE.freshDatabase()));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  @Override
  TurnStore turns() {
    return storage.turns();
  }

  @Override
  ConversationStore conversations() {
    return storage.conversations();
  }

  @Override
  AttachmentStore attachments() {
    return storage.attachments();
  }

  @Override
  Database database() {
    return storage.database();
  }

  @Test
  void migratesAnEmptyDatabase() {
    ConnectionSettings empty = pooler.through(DATABASE.emptyDatabase());

    try (PostgresqlStorage migrated = PostgresqlStorage.open(empty)) {
      assertThat(migrated.isWritable()).isTrue();
    }

    Jdbi jdbi = Jdbi.create(empty.url(), empty.user(), empty.password());
    int rows =
        jdbi.withHandle(handle ->
            handle.select("SELECT count(*) FROM turn_batches").mapTo(Integer.class).one());
    assertThat(rows).isZero();
  }
}
