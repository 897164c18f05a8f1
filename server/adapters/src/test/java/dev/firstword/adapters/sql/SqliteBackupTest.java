package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a database that is in use, and what takes their place. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class SqliteBackupTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String DATABASE = "firstword.db";

  @TempDir Path folder;
  @TempDir Path backups;
  @TempDir Path other;
  private Path backup;

  @BeforeEach
  void nameBackup() {
    backup = backups.resolve("copy.db");
  }

  @Test
  void hasEveryCommitThatEndedBeforeItBegan() throws Exception {
    AtomicInteger committed = new AtomicInteger();
    AtomicBoolean isDone = new AtomicBoolean();
    CountDownLatch warm = new CountDownLatch(50);
    int before;
    try (SqliteStorage storage = SqliteStorage.open(folder)) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                while (!isDone.get()) {
                  insert(storage, committed.get());
                  committed.incrementAndGet();
                  warm.countDown();
                }
              });
      warm.await();

      before = committed.get();
      SqliteBackup.Contents contents = SqliteBackup.create(folder, backup);

      isDone.set(true);
      writer.join();
      assertThat(contents.turns()).isBetween((long) before, (long) committed.get());
    }
    SqliteBackup.restore(backup, other, NOW);
    try (SqliteStorage restored = SqliteStorage.open(other)) {
      assertThat(IntStream.range(0, before))
          .allMatch(number -> restored.turns().find(ADA, "turn_" + number).isPresent());
      insert(restored, 1_000_000);
    }
  }

  @Test
  void keepsWhatItReplaces() throws IOException {
    storeTurns(folder, 1, 2);
    SqliteBackup.create(folder, backup);
    storeTurns(folder, 3);
    Files.createDirectories(folder.resolve("indexes"));

    SqliteBackup.Restored restored = SqliteBackup.restore(backup, folder, NOW);

    assertThat(turns(folder)).containsExactly("turn_1", "turn_2");
    Path replaced = folder.resolve("before-restore-20261130-120000");
    assertThat(restored.replaced()).isEqualTo(replaced);
    assertThat(turns(replaced)).containsExactly("turn_1", "turn_2", "turn_3");
    assertThat(replaced.resolve("indexes")).exists();
    assertThat(folder.resolve("indexes")).doesNotExist();
  }

  @Test
  void restoresInPlaceOfADatabaseThatIsDamaged() throws IOException {
    storeTurns(folder, 1);
    SqliteBackup.create(folder, backup);
    Files.writeString(folder.resolve(DATABASE), "no database".repeat(1_000));

    SqliteBackup.restore(backup, folder, NOW);

    assertThat(turns(folder)).containsExactly("turn_1");
  }

  @Test
  void doesNotWriteOverAFile() throws IOException {
    storeTurns(folder, 1);
    Files.writeString(backup, "mine");

    assertThatThrownBy(() -> SqliteBackup.create(folder, backup))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("exists");
    assertThat(backup).hasContent("mine");
  }

  @Test
  void needsADatabase() {
    assertThatThrownBy(() -> SqliteBackup.create(folder, backup))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("there is no " + folder.resolve(DATABASE));
    assertThat(backups).isEmptyDirectory();
  }

  @Test
  void isNotRestoredWhileAServerRuns() throws IOException {
    storeTurns(folder, 1);
    SqliteBackup.create(folder, backup);

    try (SqliteStorage _ = SqliteStorage.open(folder)) {
      assertThatThrownBy(() -> SqliteBackup.restore(backup, folder, NOW))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("another server is using the data folder");
    }
  }

  @Test
  void refusesWhatIsNoSoundBackupAndMovesNothing() throws Exception {
    storeTurns(folder, 1);
    SqliteBackup.create(folder, backup);
    assertRefused(backups.resolve("missing.db"), "there is no file");
    assertRefused(
        Files.writeString(backups.resolve("text.db"), "no database".repeat(1_000)), "no database");
    Path cut = backups.resolve("cut.db");
    byte[] whole = Files.readAllBytes(backup);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(cut, "damaged");
    Path foreign = backups.resolve("foreign.db");
    execute(foreign, "CREATE TABLE turns (id TEXT)");
    assertRefused(foreign, "no database of Firstword");
    execute(backup, "UPDATE flyway_schema_history SET version = '9999' WHERE version = '1'");
    assertRefused(backup, "later version");
  }

  private void assertRefused(Path file, String sentence) throws IOException {
    assertThatThrownBy(() -> SqliteBackup.restore(file, folder, NOW))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(sentence);
    assertThat(turns(folder)).containsExactly("turn_1");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(left -> left.toString().contains("restore"));
    }
  }

  private static void storeTurns(Path folder, int... numbers) {
    try (SqliteStorage storage = SqliteStorage.open(folder)) {
      IntStream.of(numbers).forEach(number -> insert(storage, number));
    }
  }

  private static List<String> turns(Path folder) {
    try (SqliteStorage storage = SqliteStorage.openAlongside(folder)) {
      return IntStream.range(0, 10)
          .mapToObj(number -> "turn_" + number)
          .filter(id -> storage.turns().find(ADA, id).isPresent())
          .toList();
    }
  }

  private static void insert(SqliteStorage storage, int number) {
    TurnIdentity identity =
        new TurnIdentity("turn_" + number, "conv_" + number, "a" + number, "b" + number, ADA);
    storage.turns().insert(NewTurn.of(identity, "chat", true, "Hello", "node_1", 1));
  }

  private static void execute(Path database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
