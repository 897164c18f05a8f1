package dev.firstword.adapters.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Copies a SQLite database while a node uses it, and puts such a copy in its place.
 *
 * <p>A copy has every commit that ended before it began. It lacks the running logs, so turns that
 * ran at that time are interrupted after a restore.
 */
public final class SqliteBackup {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String UNFINISHED_SUFFIX = ".part";

  /** Restored before them, an index could be ahead of the database without being noticed. */
  private static final String INDEXES = "indexes";

  /** Everything in the data folder that belongs to one state of the database. */
  private static final List<String> STORE =
      List.of(
          StoreFiles.DATABASE,
          StoreFiles.WRITE_AHEAD_LOG,
          StoreFiles.DATABASE + "-shm",
          UncleanShutdownMarker.COMMITS,
          StoreFiles.RUNNING_LOGS,
          INDEXES);

  private SqliteBackup() {}

  /** What a copy holds. */
  public record Contents(long conversations, long turns, long documents, long bytes) {}

  /**
   * The result of a restore.
   *
   * @param replaced where the files are that were there before; null if there were none
   */
  public record Restored(Contents contents, @Nullable Path replaced) {}

  /**
   * Copies the database of a folder, which a node may be using. The copy appears under its name
   * once it is complete, sound and on the disk.
   *
   * @param target a file that does not exist, in a folder that does
   * @throws StorageException if there is no database, the file exists, or the copy fails
   */
  public static Contents create(Path folder, Path target) {
    Path database = folder.resolve(StoreFiles.DATABASE);
    if (!Files.exists(database)) {
      throw new StorageException("there is no " + database + " to copy", null);
    }
    if (Files.exists(target)) {
      throw new StorageException(target + " exists; name a file that does not", null);
    }
    Path unfinished = unfinished(target);
    try {
      Files.deleteIfExists(unfinished);
      vacuumInto(database, unfinished);
      Contents contents = verify(unfinished);
      publish(unfinished, target);
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the backup " + target + ": " + e, e);
    } finally {
      delete(unfinished);
    }
  }

  /**
   * Puts a backup in place of the database of a folder, whose files are moved into a folder beside
   * it. Nothing is moved before the backup has proved sound.
   *
   * @throws StorageException if a node uses the folder, or the backup is missing, damaged, of
   *     another program, or of a later version
   */
  public static Restored restore(Path backup, Path folder, Instant now) {
    try {
      Files.createDirectories(folder);
      try (FileChannel _ = SqliteStorage.lock(folder)) {
        return restoreLocked(backup, folder, now);
      }
    } catch (NoSuchFileException e) {
      throw new StorageException("there is no file " + e.getFile(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("can't restore " + backup + " into " + folder + ": " + e, e);
    }
  }

  private static Restored restoreLocked(Path backup, Path folder, Instant now) throws IOException {
    Path database = folder.resolve(StoreFiles.DATABASE);
    Path unfinished = unfinished(database);
    try {
      Files.copy(backup, unfinished, StandardCopyOption.REPLACE_EXISTING);
      Contents contents = verify(unfinished);
      Path replaced = moveAway(folder, folder.resolve("before-restore-" + TIME.format(now)));
      publish(unfinished, database);
      return new Restored(contents, replaced);
    } finally {
      delete(unfinished);
    }
  }

  private static Path unfinished(Path target) {
    return target.resolveSibling(target.getFileName() + UNFINISHED_SUFFIX);
  }

  /** Reads one state of the database in one transaction, beside which others may commit. */
  private static void vacuumInto(Path database, Path target) {
    try (Connection connection = connect(database, false);
        PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
      statement.setString(1, target.toString());
      statement.execute();
    } catch (SQLException e) {
      throw new StorageException("can't copy " + database + ": " + e.getMessage(), e);
    }
  }

  private static Contents verify(Path copy) throws IOException {
    try (Connection connection = connect(copy, true);
        Statement statement = connection.createStatement()) {
      String finding = text(statement, "PRAGMA quick_check(1)");
      if (!finding.equals("ok")) {
        throw new StorageException("the copy is damaged: " + finding.strip(), null);
      }
      if (!hasTable(statement, "turns") || !hasTable(statement, "flyway_schema_history")) {
        throw new StorageException("this is no database of Firstword", null);
      }
      long version =
          number(statement, "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history");
      if (version > Migration.LATEST_VERSION) {
        throw new StorageException("the database was made by a later version of Firstword", null);
      }
      return new Contents(
          count(statement, "conversations"),
          count(statement, "turns"),
          count(statement, "documents"),
          Files.size(copy));
    } catch (SQLException e) {
      throw new StorageException("the copy is damaged, or no database: " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout((int) SqliteStorage.BUSY_TIMEOUT.toMillis());
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  private static boolean hasTable(Statement statement, String name) throws SQLException {
    return number(statement, "SELECT count(*) FROM sqlite_schema WHERE name = '" + name + "'") > 0;
  }

  /** Earlier versions lack some tables. */
  private static long count(Statement statement, String table) throws SQLException {
    return hasTable(statement, table) ? number(statement, "SELECT count(*) FROM " + table) : 0;
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static @Nullable Path moveAway(Path folder, Path target) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : STORE) {
      if (Files.exists(folder.resolve(name))) {
        files.add(folder.resolve(name));
      }
    }
    if (files.isEmpty()) {
      return null;
    }
    Files.createDirectory(target);
    for (Path file : files) {
      Files.move(file, target.resolve(file.getFileName()));
    }
    return target;
  }

  /** SQLite does not flush what it vacuums into. */
  private static void publish(Path unfinished, Path target) throws IOException {
    try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + unfinished, e);
    }
  }
}
