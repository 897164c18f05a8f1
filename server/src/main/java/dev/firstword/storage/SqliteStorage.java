package dev.firstword.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.key.ApiKeyStore;
import dev.firstword.job.JobStore;
import dev.firstword.job.webhook.WebhookStore;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.turn.TurnStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;

/**
 * One SQLite database for one node, migrated when it is opened. Write-ahead logging lets readers go
 * on beside the writer; {@code synchronous=FULL} makes a commit survive a loss of power, which the
 * group commit keeps affordable.
 */
public final class SqliteStorage implements Storage {

  private static final int READERS = 4;
  private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT_FOR_LOCK = Duration.ofSeconds(5);

  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final @Nullable FileChannel lock;
  private final Database database;
  private final SqlTurnStore turns;
  private final SqlConversationStore conversations;
  private final SqlJobStore jobs;
  private final SqlWebhookStore webhooks;
  private final SqlApiKeyStore apiKeys;
  private final SqlDocumentStore documents;

  private SqliteStorage(String url, int readingConnections, @Nullable FileChannel lock) {
    this.lock = lock;
    writer = pool("sqlite-writer", url, 1, false);
    Migration.bringUpToDate(
        writer, "classpath:dev/firstword/storage/sqlite", "classpath:dev/firstword/storage/sql");
    // A database in memory lives and dies with its one connection.
    readers =
        readingConnections == 0 ? writer : pool("sqlite-readers", url, readingConnections, true);
    database =
        new Database(
            SqlDialect.SQLITE,
            Database.statements(readers),
            new GroupCommit(Database.statements(writer)),
            () -> {}); // A connection to a file doesn't break.
    turns = new SqlTurnStore(database);
    conversations = new SqlConversationStore(database);
    jobs = new SqlJobStore(database);
    webhooks = new SqlWebhookStore(database);
    apiKeys = new SqlApiKeyStore(database);
    documents = new SqlDocumentStore(database);
  }

  /**
   * Opens the database {@code firstword.db} in that folder for a node, making both where they are
   * missing. No other node may have it open; what was left in it is nobody's.
   *
   * @throws StorageException when another node has it open
   * @throws UncheckedIOException when the folder can't be made
   */
  public static SqliteStorage open(Path folder) {
    SqliteStorage storage = new SqliteStorage(url(folder), READERS, lock(folder));
    storage.database.commit(handle -> handle.execute("DELETE FROM nodes"));
    storage.database.commit(
        handle -> handle.execute("UPDATE documents SET claimed_until = 0 WHERE claimed_until > 0"));
    return storage;
  }

  /** Loads the database's own code, so that opening one takes less long. */
  public static void load() {
    try {
      SQLiteJDBCLoader.initialize();
      // Its first statement registers an event with the flight recorder, which is slow to come up.
      Class.forName("org.jdbi.v3.core.statement.internal.JfrSupport");
    } catch (Exception _) {
      // Whoever opens a database is told what is wrong.
    }
  }

  /** Opens the database in that folder beside the node that may be working on it. */
  public static SqliteStorage openBeside(Path folder) {
    return new SqliteStorage(url(folder), 1, null);
  }

  /** A database in memory, gone when it is closed. */
  public static SqliteStorage inMemory() {
    return new SqliteStorage("jdbc:sqlite::memory:", 0, null);
  }

  private static String url(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("can't make the data folder " + folder, e);
    }
    return "jdbc:sqlite:" + folder.resolve("firstword.db");
  }

  /** Two nodes would each end what the other is running. The lock goes with the process. */
  private static FileChannel lock(Path folder) {
    Path file = folder.resolve("firstword.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = tryLock(channel);
      if (held == null) {
        channel.close();
        throw new StorageException(
            "another server is using the data folder "
                + folder
                + "; stop it, or choose another folder with --data",
            null);
      }
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException("can't lock the data folder " + folder, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // Held by this very process.
    }
  }

  @Override
  public TurnStore turns() {
    return turns;
  }

  @Override
  public ConversationStore conversations() {
    return conversations;
  }

  @Override
  public JobStore jobs() {
    return jobs;
  }

  @Override
  public WebhookStore webhooks() {
    return webhooks;
  }

  @Override
  public ApiKeyStore apiKeys() {
    return apiKeys;
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void close() {
    database.commits().close();
    readers.close();
    writer.close();
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException("can't unlock the data folder", e);
      }
    }
  }

  private static HikariDataSource pool(String name, String url, int size, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source(url, readOnly));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(LONGEST_WAIT_FOR_CONNECTION.toMillis());
    config.setMaxLifetime(0); // A connection to a file does not go stale.
    return new HikariDataSource(config);
  }

  /** Named rather than looked up by its address: that would load every database's driver. */
  private static DataSource source(String url, boolean readOnly) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout((int) LONGEST_WAIT_FOR_LOCK.toMillis());
    Properties pragmas = sqlite.toProperties();
    if (readOnly) {
      pragmas.setProperty("query_only", "true");
    }
    SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig(pragmas));
    source.setUrl(url);
    return source;
  }
}
