package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnStore;
import java.io.IOException;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlStorageTest extends TurnStoreContract {

  private static final PostgresqlTestServer DATABASE = PostgresqlTestServer.startOrReuse();

  /** How long a caller waits for a connection to a database that is down. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private PostgresqlStorage storage;

  @BeforeEach
  void open() {
    storage = PostgresqlStorage.open(DATABASE.freshDatabase());
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
  void reportsWhyItCannotConnect() {
    ConnectionSettings nowhere =
        new ConnectionSettings(
            "jdbc:postgresql://127.0.0.1:1/none", "postgres", "secret", 2, SHORT);

    assertThatThrownBy(() -> PostgresqlStorage.open(nowhere))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none")
        .hasMessageNotContaining("secret");
  }

  /** Before and after each script of its own; all others are also those of SQLite. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6, 7, 10})
  void keepsTheMessagesOfAnEarlierVersion(int version) {
    ConnectionSettings settings = DATABASE.emptyDatabase();
    Jdbi jdbi = Jdbi.create(settings.url(), settings.user(), settings.password());
    EarlierDatabase.create(version, jdbi, settings.url(), settings.user(), "postgresql");

    try (PostgresqlStorage upgraded = PostgresqlStorage.open(settings)) {
      EarlierDatabase.assertIsUpgraded(upgraded);
    }
  }

  @Test
  void refusesDuringAnOutageAndRecovers() throws IOException {
    Caller ada = new Caller("acme", "ada");
    ConnectionSettings settings = DATABASE.freshDatabase().withConnectionTimeout(SHORT);
    try (PostgresqlStorage impatient = PostgresqlStorage.open(settings)) {
      DATABASE.stop();
      try {
        assertThatThrownBy(() -> impatient.turns().find(ada, "turn_1"))
            .isInstanceOfSatisfying(
                ProblemException.class,
                refused -> assertThat(refused.problem().code()).isEqualTo("store_unavailable"));
        assertThatThrownBy(() -> impatient.conversations().delete(ada, "conv_1"))
            .isInstanceOf(ProblemException.class);
      } finally {
        DATABASE.start();
      }

      // The connection pool pauses between two attempts to connect.
      await()
          .ignoreExceptionsInstanceOf(ProblemException.class)
          .untilAsserted(() -> assertThat(impatient.turns().find(ada, "turn_1")).isEmpty());
    }
  }
}
