package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is not whole is refused, and every whole copy is accepted. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class UncleanShutdownMarkerTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final String DATABASE = "firstword.db";
  private static final String LOG = "firstword.db-wal";
  private static final int PAGE_BYTES = 4_096;

  /** The first page says what the file is, and describes the tables. */
  private static final int FIRST_PAGES = 1;

  @TempDir Path folder;
  @TempDir Path copy;
  private SqliteStorage storage;
  private boolean isOpen;

  @BeforeEach
  void open() {
    storage = SqliteStorage.open(folder);
    isOpen = true;
    insert(1);
  }

  @AfterEach
  void close() {
    if (isOpen) {
      storage.close();
    }
  }

  private void closeStorage() {
    storage.close();
    isOpen = false;
  }

  @Test
  void refusesTheFileAlone() throws IOException {
    copy(DATABASE);

    assertRefused();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50})
  void refusesAFolderWithoutTheLog(int furtherCommits) throws IOException {
    for (int i = 0; i < furtherCommits; i++) {
      insert(2 + i);
    }
    copy(DATABASE, UncleanShutdownMarker.COMMITS, "firstword.lock");

    assertRefused();
  }

  @Test
  void refusesAnEarlierFileBesideTheLog() throws Exception {
    copy(DATABASE, LOG);
    checkpoint(copy);
    insert(2);
    copy(UncleanShutdownMarker.COMMITS);

    assertRefused();
  }

  @Test
  void refusesWhatATruncatedLogLacks() throws IOException {
    copy(DATABASE, UncleanShutdownMarker.COMMITS);
    Files.createFile(copy.resolve(LOG));

    assertRefused();
  }

  @Test
  void acceptsAllFilesOfAStoreThatCrashed() throws IOException {
    copy(DATABASE, LOG, UncleanShutdownMarker.COMMITS);
    assertAccepted();
  }

  @Test
  void acceptsTheDatabaseWithItsLog() throws IOException {
    copy(DATABASE, LOG);
    assertAccepted();
  }

  @Test
  void acceptsAStoreThatAnotherProgramOpenedAfterACrash() throws Exception {
    copy(DATABASE, LOG, UncleanShutdownMarker.COMMITS);
    checkpoint(copy);
    assertThat(copy.resolve(LOG)).doesNotExist();

    assertAccepted();
  }

  @Test
  void acceptsTheFileOfAStoreThatWasClosed() throws IOException {
    closeStorage();
    copy(DATABASE);

    assertAccepted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VACUUM INTO '%s'", "backup to '%s'"})
  void acceptsACopyThatSqliteMakesOfAnOpenStore(String command) throws Exception {
    execute(folder, command.formatted(copy.resolve(DATABASE)));

    assertAccepted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VACUUM INTO '%s'", "backup to '%s'"})
  void acceptsABackupInPlaceOfANewerDatabase(String command) throws Exception {
    Path backup = copy.resolve("backup.db");
    execute(folder, command.formatted(backup));
    insert(2);
    copy(UncleanShutdownMarker.COMMITS);
    Files.move(backup, copy.resolve(DATABASE));

    assertAccepted();
  }

  @Test
  void acceptsWhatIsLeftIfToldTo() throws Exception {
    copy(DATABASE, UncleanShutdownMarker.COMMITS);
    assertRefused();

    execute(copy, "PRAGMA application_id = 0");

    SqliteStorage.open(copy).close();
  }

  @Test
  void acceptsItsOwnFolderAfterMoreCommitsThanTheNumberHolds() throws Exception {
    closeStorage();
    execute(folder, "PRAGMA user_version = " + Integer.MAX_VALUE);
    storage = SqliteStorage.open(folder);
    isOpen = true;
    insert(2);
    insert(3);
    copy(DATABASE, LOG, UncleanShutdownMarker.COMMITS);

    assertAccepted();
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws IOException {
    Files.writeString(copy.resolve(DATABASE), "no database".repeat(1_000));

    assertThatThrownBy(() -> SqliteStorage.open(copy))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no database");
  }

  @Test
  void refusesADatabaseThatIsDamagedWhereItIsReadFirst() throws IOException {
    copyDamaged(_ -> true);

    assertThatThrownBy(() -> SqliteStorage.open(copy))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(DATABASE)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> SqliteStorage.open(copy)) // Not because it is still in use.
        .hasMessageContaining("damaged");
  }

  @Test
  void isNotReadyIfOtherPagesAreDamaged() throws IOException {
    copyDamaged(page -> page.contains("x".repeat(500)));

    try (SqliteStorage damaged = SqliteStorage.open(copy)) {
      await().until(() -> !damaged.isWritable());
      damaged.turns().find(ADA, "turn_1");

      assertThat(damaged.isWritable()).isFalse();
    }
  }

  /** Copies a closed database, with zeros in place of some of its pages. */
  private void copyDamaged(Predicate<String> isDamaged) throws IOException {
    for (int i = 2; i < 40; i++) {
      insert(i);
    }
    closeStorage();
    byte[] content = Files.readAllBytes(folder.resolve(DATABASE));
    for (int page = FIRST_PAGES * PAGE_BYTES; page < content.length; page += PAGE_BYTES) {
      if (isDamaged.test(new String(content, page, PAGE_BYTES, ISO_8859_1))) {
        Arrays.fill(content, page, page + PAGE_BYTES, (byte) 0);
      }
    }
    Files.write(copy.resolve(DATABASE), content);
  }

  private void insert(int number) {
    TurnIdentity identity =
        new TurnIdentity("turn_" + number, "conv_" + number, "a" + number, "b" + number, ADA);
    storage
        .turns()
        .insert(NewTurn.of(identity, "chat", true, "Hello " + "x".repeat(2_000), "node_1", 1));
  }

  private void copy(String... names) throws IOException {
    for (String name : names) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
  }

  private void assertRefused() {
    assertThatThrownBy(() -> SqliteStorage.open(copy))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("lacks its newest changes");
  }

  /** Opens the copy twice: after a clean end it is accepted again. */
  private void assertAccepted() {
    for (int i = 0; i < 2; i++) {
      try (SqliteStorage opened = SqliteStorage.open(copy)) {
        assertThat(opened.turns().find(ADA, "turn_1")).isPresent();
        assertThat(opened.isWritable()).isTrue();
      }
    }
  }

  private static void checkpoint(Path of) throws SQLException {
    execute(of, "PRAGMA wal_checkpoint(TRUNCATE)");
  }

  private static void execute(Path of, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + of.resolve(DATABASE));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
