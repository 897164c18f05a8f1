package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retention.RetentionScope.Others;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
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

  private static final String EVENTS = "id: 1\ndata: {}\n\nid: 2\ndata: {}\n\n";

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
  @ValueSource(ints = {1, 6, 7, 11})
  void keepsTheMessagesOfAnEarlierVersion(int version) {
    ConnectionSettings settings = DATABASE.emptyDatabase();
    Jdbi jdbi = Jdbi.create(settings.url(), settings.user(), settings.password());
    EarlierDatabase.create(version, jdbi, settings.url(), settings.user(), "postgresql");

    try (PostgresqlStorage upgraded = PostgresqlStorage.open(settings)) {
      EarlierDatabase.assertIsUpgraded(upgraded);
    }
  }

  @Test
  void keepsTheTurnsOfAnEarlierVersion() {
    ConnectionSettings settings = DATABASE.emptyDatabase();
    Jdbi jdbi = Jdbi.create(settings.url(), settings.user(), settings.password());
    EarlierDatabase.createWithRunningTurn(11, jdbi, settings.url(), settings.user());
    Caller ada = new Caller("acme", "ada");

    try (PostgresqlStorage upgraded = PostgresqlStorage.open(settings)) {
      assertThat(text(upgraded.turns().find(ada, "turn_ended").orElseThrow())).isEqualTo(EVENTS);
      assertThat(upgraded.turns().pendingCancels("node_1")).containsExactly("turn_running");
      StoredTurn adopted = upgraded.turns().adoptAbandoned("node_2").getFirst();
      assertThat(text(adopted)).isEqualTo(EVENTS);
      assertThat(adopted.node()).isEqualTo("node_1");

      assertThat(upgraded.retention().deleteLogs(new Others(Set.of(), Set.of()), 10)).isOne();
      assertThat(upgraded.conversations().delete(ada, "conv_1")).isTrue();
    }
  }

  /** An index that had to be written would double what a turn costs the database. */
  @Test
  void endsATurnWithoutWritingAnIndexOfIt() {
    for (int i = 0; i < 20; i++) {
      TurnIdentity turn = turn(i);
      storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));
      storage.turns().save("node_1", List.of(progress(turn, 0, null)));
      End end = new End(Message.State.COMPLETE, "Hi.", List.of(), 9);
      storage.turns().save("node_1", List.of(progress(turn, 0, end)));
    }

    // PostgreSQL counts with a delay.
    await()
        .untilAsserted(() -> {
          assertThat(updates("turns", "n_tup_hot_upd")).isEqualTo(20);
          assertThat(updates("messages", "n_tup_hot_upd")).isEqualTo(20);
        });
    assertThat(updates("turns", "n_tup_upd")).isEqualTo(20);
    assertThat(updates("messages", "n_tup_upd")).isEqualTo(20);
  }

  private int updates(String table, String counter) {
    return storage
        .database()
        .read(handle ->
            handle
                .select("SELECT " + counter + " FROM pg_stat_user_tables WHERE relname = ?", table)
                .mapTo(Integer.class)
                .one());
  }

  /** Otherwise a node that is only slow would lose text to the one that takes over. */
  @Test
  void aNodeThatTakesOverWaitsForWhatIsBeingAppended() throws Exception {
    TurnIdentity turn = turn(1);
    storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));
    Jdbi jdbi = storage.database().readJdbi();
    try (Handle appending = jdbi.open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      appending.begin();
      appending
          .select("SELECT pg_advisory_xact_lock_shared(hashtextextended('chunks node_1', 0))")
          .mapToMap()
          .list();
      insertBatch(appending, turn);

      Future<List<StoredTurn>> adopted =
          threads.submit(() -> storage.turns().adoptAbandoned("node_2"));
      await().until(() -> isAnyoneWaiting(jdbi));
      appending.commit();

      assertThat(text(adopted.get().getFirst())).isEqualTo(EVENTS);
    }
    assertThat(storage.turns().save("node_1", List.of(progress(turn, EVENTS.length(), null))))
        .containsExactly(turn.turnId());
  }

  private static void insertBatch(Handle handle, TurnIdentity turn) {
    try (LogCompression compression = new LogCompression()) {
      TurnBatch batch = TurnBatch.of(List.of(progress(turn, 0, null))).getFirst();
      handle.execute(
          "INSERT INTO turn_batches VALUES ('node_1', 1, ARRAY[?], ?)",
          TurnBatch.hash(turn.turnId()),
          batch.encode(compression));
    }
  }

  private static boolean isAnyoneWaiting(Jdbi jdbi) {
    return jdbi.withHandle(handle ->
        handle
            .select("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
            .mapTo(Boolean.class)
            .one());
  }

  private static TurnIdentity turn(int number) {
    return new TurnIdentity(
        "turn_" + number,
        "conv_" + number,
        "msg_u" + number,
        "msg_a" + number,
        new Caller("acme", "ada"));
  }

  private static Progress progress(TurnIdentity turn, long offset, @Nullable End end) {
    TurnState state = end == null ? TurnState.STREAMING : TurnState.DONE;
    return new Progress(turn, offset, EVENTS.getBytes(UTF_8), state, end);
  }

  private static String text(StoredTurn turn) {
    return new String(turn.log().view().toBytes(), UTF_8);
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
