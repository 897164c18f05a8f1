package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void refusesWritesOnceClosed() {
    storage.close();

    assertThatThrownBy(() -> storage.conversations().delete(new Caller("a", "b"), "conv"))
        .isInstanceOf(ProblemException.class);
  }
}
