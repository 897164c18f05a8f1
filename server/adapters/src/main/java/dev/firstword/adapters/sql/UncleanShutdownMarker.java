package dev.firstword.adapters.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks a database as open and counts its commits, so that one that was copied without its
 * write-ahead log is noticed. The log holds the newest commits until the database is closed.
 *
 * <p>The mark is the database's {@code application_id}: its schema version while it is open, 0 when
 * it is closed. {@code VACUUM INTO} and {@code .backup} change the schema version, so copies made
 * in a safe way don't look open. The number of commits is the {@code user_version}, and beside it
 * in the file {@code firstword.commits}, which is written after each commit. It can't be ahead of
 * the database, unless commits are missing there.
 */
final class UncleanShutdownMarker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UncleanShutdownMarker.class);

  static final String COMMITS = "firstword.commits";

  /** The size of the file: the mark and the number of commits. */
  private static final int FILE_BYTES = 2 * Integer.BYTES;

  private final DataSource writer;
  private final FileChannel commits;
  private int mark;
  private int count;
  private boolean fileFails;

  private UncleanShutdownMarker(DataSource writer, FileChannel commits) {
    this.writer = writer;
    this.commits = commits;
  }

  /** What the database itself says. */
  private record State(int schemaVersion, int applicationId, int userVersion) {

    static State read(DataSource database) {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        return new State(
            number(statement, "schema_version"),
            number(statement, "application_id"),
            number(statement, "user_version"));
      } catch (SQLException e) {
        throw new StorageException("the database can't be read: " + e.getMessage(), e);
      }
    }

    private static int number(Statement statement, String pragma) throws SQLException {
      try (ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }

    /** Whether it was not closed, and is not a copy that was made by SQLite. */
    boolean isOpen() {
      return applicationId != 0 && applicationId == schemaVersion;
    }
  }

  /** What the file says: the mark of a database, and how many commits that has. */
  private record Commits(int mark, int count) {

    static Optional<Commits> read(Path folder) {
      Path file = folder.resolve(COMMITS);
      try {
        byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        if (content.length != FILE_BYTES) {
          return Optional.empty(); // Or cut by a power failure.
        }
        ByteBuffer numbers = ByteBuffer.wrap(content);
        return Optional.of(new Commits(numbers.getInt(), numbers.getInt()));
      } catch (IOException e) {
        throw new UncheckedIOException("can't read " + file, e);
      }
    }
  }

  /**
   * Refuses a database that lacks commits. Run before anything is written to it.
   *
   * @param hadLog whether its write-ahead log was there before it was opened
   * @throws StorageException if the database lacks commits
   */
  static void requireComplete(Path folder, DataSource database, boolean hadLog) {
    State state = State.read(database);
    if (!state.isOpen()) {
      return;
    }
    Optional<Commits> file =
        Commits.read(folder).filter(commits -> commits.mark == state.applicationId);
    boolean complete =
        file.isPresent()
            ? file.get().count - state.userVersion <= 0 // Also where the numbers wrap around.
            : hadLog;
    if (!complete) {
      throw new StorageException(
          folder.resolve(StoreFiles.DATABASE)
              + " lacks its newest changes: it was copied while it was open, or after a crash,"
              + " without its write-ahead log "
              + StoreFiles.WRITE_AHEAD_LOG
              + ". Copy that too, or restore a backup."
              + " To continue without these changes, run: sqlite3 "
              + folder.resolve(StoreFiles.DATABASE)
              + " \"PRAGMA application_id = 0\"",
          null);
    }
  }

  /** Marks a database as open, in its file itself and not only in the write-ahead log. */
  static UncleanShutdownMarker open(Path folder, DataSource writer) {
    State state = State.read(writer);
    try {
      UncleanShutdownMarker open =
          new UncleanShutdownMarker(
              writer,
              FileChannel.open(
                  folder.resolve(COMMITS), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      open.mark = state.schemaVersion;
      open.count = state.userVersion;
      open.writeCount();
      if (!state.isOpen()) {
        open.execute(
            "PRAGMA application_id = " + state.schemaVersion, "PRAGMA wal_checkpoint(PASSIVE)");
      }
      return open;
    } catch (IOException e) {
      throw new UncheckedIOException("can't write to the data folder " + folder, e);
    } catch (SQLException e) {
      throw new StorageException("the database can't be written: " + e.getMessage(), e);
    }
  }

  /** The statement that counts a commit, for its transaction. Used by one thread. */
  String countSql() {
    count++;
    return "PRAGMA user_version = " + count;
  }

  /** Notes in the file that all counted commits are durable. Used by one thread. */
  void committed() {
    try {
      writeCount();
      fileFails = false;
    } catch (IOException e) {
      // Behind the database is not wrong, only less useful.
      if (!fileFails) {
        log.warn("{} can't be written: {}", COMMITS, e.toString());
      }
      fileFails = true;
    }
  }

  /** Marks the database anew after its schema version has changed, within this connection. */
  void renew(Statement statement) throws SQLException {
    int version = State.number(statement, "schema_version");
    statement.execute("PRAGMA application_id = " + version);
    mark = version;
    committed();
  }

  private void writeCount() throws IOException {
    ByteBuffer content = ByteBuffer.allocate(FILE_BYTES).putInt(mark).putInt(count).flip();
    commits.write(content, 0);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = writer.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Marks the database as closed. Nothing may be committed any more. */
  @Override
  public void close() {
    if (!commits.isOpen()) {
      return;
    }
    try (commits) {
      execute("PRAGMA application_id = 0");
    } catch (IOException | SQLException e) {
      log.warn("the database could not be marked as closed: {}", e.toString());
    }
  }
}
