package dev.firstword.adapters.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;

/**
 * A SQLite database for a single node, migrated when it is opened. With write-ahead logging,
 * readers run concurrently with the writer. {@code synchronous=FULL} makes commits survive a power
 * failure; group commit keeps that affordable.
 */
public final class SqliteStorage extends Storage {

  private static final int READ_CONNECTIONS = 4;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);
  static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

  /**
   * How many pages the write-ahead log gets before it is copied into the database: 32 MB. Most of
   * them are versions of the same few pages, of which only the last is copied, and each copy costs
   * two flushes that the next commit waits for. SQLite's default is 1,000.
   */
  private static final int CHECKPOINT_PAGES = 8_000;

  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final BoundedConnectionFactory readerQueue;
  private final @Nullable Owned owned;

  private SqliteStorage(
      Pools pools, Database database, RunningLogs runningLogs, @Nullable Owned owned) {
    super(database, runningLogs);
    this.writer = pools.writer;
    this.readers = pools.readers;
    this.readerQueue = pools.readerQueue;
    this.owned = owned;
  }

  /** What the node that may write to the database has of its folder. */
  private record Owned(FileChannel lock, UncleanShutdownMarker mark, IntegrityCheck check) {}

  /** The connections to a database; an in-memory one exists only as long as its one connection. */
  private record Pools(
      HikariDataSource writer, HikariDataSource readers, BoundedConnectionFactory readerQueue) {

    /**
     * Opens and migrates a database.
     *
     * @param check refuses the database before anything is written to it
     */
    static Pools open(String url, int readConnections, Consumer<DataSource> check) {
      HikariDataSource writer = pool("sqlite-writer", url, 1, false);
      try {
        check.accept(writer);
        Migration.migrateIfNeeded(writer, SqlDialect.SQLITE);
      } catch (RuntimeException e) {
        writer.close();
        throw e;
      }
      HikariDataSource readers =
          readConnections == 0 ? writer : pool("sqlite-readers", url, readConnections, true);
      return new Pools(writer, readers, BoundedConnectionFactory.of(readers));
    }

    void close() {
      readers.close();
      writer.close();
    }

    Database database(@Nullable UncleanShutdownMarker mark) {
      boolean shared = readers.equals(writer);
      Jdbi reading = Database.createJdbi(readerQueue);
      Jdbi writing = shared ? reading : Database.createJdbi(writer);
      // Losing the only connection to an in-memory database would lose the database.
      Runnable evict = shared ? () -> {} : writer.getHikariPoolMXBean()::softEvictConnections;
      return new Database(
          SqlDialect.SQLITE, reading, new GroupCommitter(writing, !shared, mark), evict);
    }
  }

  /** Opens a database whose running logs are in its tables too. */
  private static SqliteStorage open(String url, int readConnections) {
    Pools pools = Pools.open(url, readConnections, _ -> {});
    Database database = pools.database(null);
    return new SqliteStorage(pools, database, new SqlRunningLogs(database), null);
  }

  /**
   * Opens the database {@code firstword.db} in the folder for a node, and creates both if missing.
   * Only one node may have it open, so all leases and claims left in it are released.
   *
   * @throws StorageException if another node has it open, the database alone is missing, or it
   *     lacks commits or is damaged
   * @throws UncheckedIOException if the folder can't be created
   */
  public static SqliteStorage open(Path folder) {
    String url = url(folder);
    StoreFiles.requireDatabase(folder);
    FileChannel lock = lock(folder);
    try {
      return open(folder, url, lock);
    } catch (RuntimeException e) {
      unlock(lock);
      throw Database.isDamage(e) ? damaged(folder, e) : e;
    }
  }

  private static StorageException damaged(Path folder, RuntimeException found) {
    return new StorageException(
        folder.resolve(StoreFiles.DATABASE)
            + " is damaged, or no database, and has to be restored from a backup: "
            + found.getMessage(),
        found);
  }

  private static SqliteStorage open(Path folder, String url, FileChannel lock) {
    boolean hadLog = StoreFiles.hasWriteAheadLog(folder);
    Pools pools =
        Pools.open(
            url,
            READ_CONNECTIONS,
            database -> UncleanShutdownMarker.requireComplete(folder, database, hadLog));
    try {
      return open(folder, pools, lock);
    } catch (RuntimeException e) {
      pools.close();
      throw e;
    }
  }

  private static SqliteStorage open(Path folder, Pools pools, FileChannel lock) {
    UncleanShutdownMarker mark = UncleanShutdownMarker.open(folder, pools.writer);
    Database database = pools.database(mark);
    try {
      RunningLogs runningLogs =
          RunningLogFiles.open(
              folder.resolve(StoreFiles.RUNNING_LOGS), unfinishedTurns(database)::contains);
      database.commit(handle -> handle.execute("DELETE FROM nodes"));
      database.commit(handle ->
          handle.execute("UPDATE documents SET claimed_until = 0 WHERE claimed_until > 0"));
      IntegrityCheck check =
          IntegrityCheck.start(
              folder.resolve(StoreFiles.DATABASE),
              dataSource(url(folder), true),
              database.availability()::recordDamage);
      return new SqliteStorage(pools, database, runningLogs, new Owned(lock, mark, check));
    } catch (RuntimeException e) {
      database.committer().close();
      mark.close();
      throw e;
    }
  }

  private static Set<String> unfinishedTurns(Database database) {
    return database.read(handle ->
        handle
            .select("SELECT turn_id FROM active_turns")
            .mapTo(String.class)
            .collect(Collectors.toSet()));
  }

  /** Loads the SQLite driver ahead of time, so that opening a database is faster. */
  public static void preload() {
    try {
      SQLiteJDBCLoader.initialize();
      // The first statement registers a flight recorder event, which is slow.
      Class.forName("org.jdbi.v3.core.statement.internal.JfrSupport");
    } catch (Exception _) {
      // Opening a database will report the failure.
    }
  }

  /** Opens the database in the folder alongside a node that may be using it. */
  public static SqliteStorage openAlongside(Path folder) {
    return open(url(folder), 1);
  }

  /**
   * Returns as much of the log of a running turn as a node that uses the folder has stored.
   *
   * @return the bytes of its events; empty if there are none, or the turn has ended
   */
  public static byte[] readRunningLog(Path folder, String turnId) {
    return RunningLogFiles.readAlongside(folder.resolve(StoreFiles.RUNNING_LOGS), turnId);
  }

  /** Creates an in-memory database, which is lost when it is closed. */
  public static SqliteStorage inMemory() {
    return open("jdbc:sqlite::memory:", 0);
  }

  private static String url(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("can't create the data folder " + folder, e);
    }
    return "jdbc:sqlite:" + folder.resolve(StoreFiles.DATABASE);
  }

  /** Two nodes would end each other's turns. The lock is released when the process exits. */
  static FileChannel lock(Path folder) {
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
      return null; // Held by this process.
    }
  }

  /**
   * Rewrites the whole database, since a page keeps remnants of deleted rows, and empties the
   * write-ahead log.
   */
  @Override
  void scrub() {
    runningLogs().purge();
    if (owned == null) {
      return; // In memory, or another process owns the files.
    }
    database()
        .committer()
        .runAlone(connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM");
            owned.mark.renew(statement);
            try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
              if (result.next() && result.getInt("busy") != 0) {
                throw new StorageException(
                    "the write-ahead log is being read and could not be emptied; try again", null);
              }
            }
          }
        });
  }

  @Override
  public PoolUsage poolUsage() {
    return readerQueue.usage("sqlite_readers");
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void close() {
    database().committer().close();
    runningLogs().close();
    if (owned != null) {
      owned.check.close();
      owned.mark.close();
    }
    readers.close();
    writer.close();
    if (owned != null) {
      unlock(owned.lock);
    }
  }

  private static void unlock(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't unlock the data folder", e);
    }
  }

  private static HikariDataSource pool(String name, String url, int size, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(dataSource(url, readOnly));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setMaxLifetime(0); // A connection to a file does not go stale.
    config.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return new HikariDataSource(config);
  }

  /** Creates the data source directly: a lookup by URL would load every database's driver. */
  private static DataSource dataSource(String url, boolean readOnly) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    Properties pragmas = sqlite.toProperties();
    if (readOnly) {
      pragmas.setProperty("query_only", "true");
    }
    SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig(pragmas));
    source.setUrl(url);
    return source;
  }
}
