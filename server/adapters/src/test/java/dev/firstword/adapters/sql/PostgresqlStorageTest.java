package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnStore;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class PostgresqlStorageTest extends TurnStoreContract {

  @RegisterExtension static final PostgresqlTestServer DATABASE = new PostgresqlTestServer();

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

  @Test
  void reportsWhyItCannotConnect() {
    ConnectionSettings nowhere =
        new ConnectionSettings("jdbc:postgresql://127.0.0.1:1/none", "postgres", "secret", 2);

    assertThatThrownBy(() -> PostgresqlStorage.open(nowhere))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesDuringAnOutageAndRecovers() throws IOException {
    Caller ada = new Caller("acme", "ada");
    try (PostgresqlTestServer own = new PostgresqlTestServer();
        PostgresqlStorage shared = PostgresqlStorage.open(own.freshDatabase())) {
      own.stop();
      assertThatThrownBy(() -> shared.turns().find(ada, "turn_1"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused -> assertThat(refused.problem().code()).isEqualTo("store_unavailable"));
      assertThatThrownBy(() -> shared.conversations().delete(ada, "conv_1"))
          .isInstanceOf(ProblemException.class);

      own.start();

      assertThat(shared.turns().find(ada, "turn_1")).isEmpty();
    }
  }
}
