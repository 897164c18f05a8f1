package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SqliteStorageTest extends TurnStoreContract {

  @TempDir Path folder;
  private SqliteStorage storage;

  @BeforeEach
  void open() {
    storage = SqliteStorage.open(folder);
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
  void keepsDataAcrossReopening() {
    Caller ada = new Caller("acme", "ada");
    TurnIdentity turn = new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", ada);
    storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));

    storage.close();
    storage = SqliteStorage.open(folder);

    assertThat(storage.turns().find(ada, "turn_1")).isPresent();
  }

  @Test
  void refusesAFolderWhoseDatabaseIsMissing() throws IOException {
    storage.close();
    Path moved = folder.resolve("moved.db");
    Files.move(folder.resolve("firstword.db"), moved);

    assertThatThrownBy(() -> SqliteStorage.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no firstword.db");
    Files.createFile(folder.resolve("firstword.db"));
    assertThatThrownBy(() -> SqliteStorage.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("or an empty one");

    Files.move(moved, folder.resolve("firstword.db"), StandardCopyOption.REPLACE_EXISTING);
    storage = SqliteStorage.open(folder);
  }

  @Test
  void locksTheFolderForOneNode() {
    assertThatThrownBy(() -> SqliteStorage.open(folder))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("another server is using the data folder");

    SqliteStorage.openAlongside(folder).close();
  }

  @Test
  void theNextNodeAdoptsTurnsAfterClose() {
    storage.turns().renewLease("node_1", Duration.ofHours(1));
    TurnIdentity turn =
        new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", new Caller("acme", "ada"));
    storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));
    storage.close();

    storage = SqliteStorage.open(folder);

    assertThat(storage.turns().adoptAbandoned("node_2")).hasSize(1);
  }

  @Test
  void createsTheFolder() {
    Path missing = folder.resolve("a/b");

    SqliteStorage.open(missing).close();

    assertThat(missing.resolve("firstword.db")).exists();
  }

  @Test
  void reportsWhenTheFolderCannotBeCreated() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> SqliteStorage.open(file.resolve("below")))
        .hasMessageContaining("can't create the data folder");
  }

  @Test
  void keepsTheLogsOfAnEarlierVersion(@TempDir Path earlier) {
    String url = "jdbc:sqlite:" + earlier.resolve("firstword.db");
    String scripts = "classpath:dev/firstword/adapters/sql/";
    Flyway.configure()
        .dataSource(url, null, null)
        .locations(scripts + "sqlite", scripts + "common")
        .target("6")
        .load()
        .migrate();
    Jdbi.create(url)
        .useHandle(handle -> {
          handle.execute("INSERT INTO conversations VALUES ('conv_1', 'acme', 'ada', 'Hi', 1, 1)");
          insertEarlierTurn(handle, "turn_ended", 9L);
          insertEarlierTurn(handle, "turn_running", null);
        });
    Caller ada = new Caller("acme", "ada");

    try (SqliteStorage upgraded = SqliteStorage.open(earlier)) {
      assertThat(logOf(upgraded.turns().find(ada, "turn_ended").orElseThrow()))
          .isEqualTo("id: 1\ndata: {}\n\nid: 2\ndata: {}\n\n");
      assertThat(upgraded.turns().adoptAbandoned("node_2"))
          .extracting(SqliteStorageTest::logOf)
          .containsExactly("id: 1\ndata: {}\n\nid: 2\ndata: {}\n\n");

      assertThat(upgraded.turns().deleteExpired(0, 10)).isOne();
      assertThat(upgraded.turns().find(ada, "turn_ended")).isEmpty();
      assertThat(upgraded.turns().find(ada, "turn_running")).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.firstword.adapters.sql.EarlierDatabase#versions")
  void keepsTheMessagesOfEachEarlierVersion(int version, @TempDir Path earlier) {
    String url = "jdbc:sqlite:" + earlier.resolve("firstword.db");
    EarlierDatabase.create(version, Jdbi.create(url), url, null, "sqlite");

    try (SqliteStorage upgraded = SqliteStorage.open(earlier)) {
      EarlierDatabase.assertIsUpgraded(upgraded);
    }
  }

  private static void insertEarlierTurn(Handle handle, String id, @Nullable Long endedAt) {
    handle.execute(
        "INSERT INTO turns (id, tenant, owner, conversation_id, profile, user_message_id,"
            + " assistant_message_id, state, started_at, ended_at, node, kept)"
            + " VALUES (?, 'acme', 'ada', 'conv_1', 'chat', 'u', 'a', ?, 1, ?, 'node_1', 34)",
        id,
        endedAt == null ? "streaming" : "done",
        endedAt);
    for (int number : List.of(1, 2)) {
      handle.execute(
          "INSERT INTO turn_logs (turn_id, start, bytes) VALUES (?, ?, ?)",
          id,
          17 * (number - 1),
          ("id: " + number + "\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String logOf(StoredTurn turn) {
    return new String(turn.log().view().toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void keepsTheTextOfARunningTurnAcrossReopening() {
    Caller ada = new Caller("acme", "ada");
    TurnIdentity turn = new TurnIdentity("turn_1", "conv_1", "msg_1", "msg_2", ada);
    storage.turns().insert(NewTurn.of(turn, "chat", true, "Hello", "node_1", 1));
    byte[] event = "id: 1\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);
    storage
        .turns()
        .save("node_1", List.of(new Progress(turn, 0, event, TurnState.STREAMING, null)));
    assertThat(SqliteStorage.readRunningLog(folder, "turn_1")).isEqualTo(event);

    storage.close();
    storage = SqliteStorage.open(folder);

    assertThat(storage.turns().adoptAbandoned("node_2"))
        .extracting(SqliteStorageTest::logOf)
        .containsExactly("id: 1\ndata: {}\n\n");
  }

  @Test
  void refusesWritesOnceClosed() {
    storage.close();

    assertThatThrownBy(() -> storage.conversations().delete(new Caller("a", "b"), "conv"))
        .isInstanceOf(ProblemException.class);
  }
}
