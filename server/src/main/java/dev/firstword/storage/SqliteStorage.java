package dev.firstword.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * One SQLite database in one folder, migrated when it is opened. Write-ahead logging lets readers
 * go on beside the writer; {@code synchronous=FULL} makes a commit survive a loss of power, which
 * the group commit keeps affordable.
 */
public final class SqliteStorage implements AutoCloseable {

  private static final int READERS = 4;
  private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT_FOR_LOCK = Duration.ofSeconds(5);

  private final HikariDataSource readers;
  private final HikariDataSource writer;
  private final GroupCommit commits;
  private final SqliteTurnStore turns;
  private final SqliteConversationStore conversations;

  private SqliteStorage(Path file) {
    String url = "jdbc:sqlite:" + file;
    writer = pool("sqlite-writer", url, 1, false);
    Flyway.configure(SqliteStorage.class.getClassLoader())
        .dataSource(writer)
        .locations("classpath:dev/firstword/storage/sqlite")
        .load()
        .migrate();
    readers = pool("sqlite-readers", url, READERS, true);
    Jdbi reading = Jdbi.create(readers);
    commits = new GroupCommit(Jdbi.create(writer));
    turns = new SqliteTurnStore(reading, commits);
    conversations = new SqliteConversationStore(reading, commits);
  }

  /**
   * Opens the database {@code firstword.db} in that folder, making both where they are missing.
   *
   * @throws java.io.UncheckedIOException when the folder can't be made
   */
  public static SqliteStorage open(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("can't make the data folder " + folder, e);
    }
    return new SqliteStorage(folder.resolve("firstword.db"));
  }

  public SqliteTurnStore turns() {
    return turns;
  }

  public SqliteConversationStore conversations() {
    return conversations;
  }

  @Override
  public void close() {
    commits.close();
    readers.close();
    writer.close();
  }

  private static HikariDataSource pool(String name, String url, int size, boolean readOnly) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout((int) LONGEST_WAIT_FOR_LOCK.toMillis());
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(LONGEST_WAIT_FOR_CONNECTION.toMillis());
    config.setMaxLifetime(0); // A connection to a file does not go stale.
    sqlite
        .toProperties()
        .forEach((key, value) -> config.addDataSourceProperty((String) key, value));
    if (readOnly) {
      config.addDataSourceProperty("query_only", "true");
    }
    return new HikariDataSource(config);
  }
}
