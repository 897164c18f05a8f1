package dev.firstword.adapters.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The files of a store in a folder. */
final class StoreFiles {

  static final String DATABASE = "firstword.db";
  static final String RUNNING_LOGS = "running";

  /** SQLite's write-ahead log, which holds the newest changes until the database is closed. */
  static final String WRITE_AHEAD_LOG = DATABASE + "-wal";

  private StoreFiles() {}

  /**
   * Checks that the database is there if other files of a store are. Opened without it, or with an
   * empty file in its place, the store would silently start empty.
   *
   * @throws StorageException if the database is missing
   */
  static void requireDatabase(Path folder) {
    boolean hasOtherFiles = hasWriteAheadLog(folder) || hasFiles(folder.resolve(RUNNING_LOGS));
    if (hasOtherFiles && isMissing(folder.resolve(DATABASE))) {
      throw new StorageException(
          "the data folder "
              + folder
              + " has other files of a store, but no "
              + DATABASE
              + ", or an empty one"
              + "; restore it from a backup, or choose an empty folder with --data",
          null);
    }
  }

  private static boolean isMissing(Path database) {
    try {
      return !Files.exists(database) || Files.size(database) == 0;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + database, e);
    }
  }

  static boolean hasWriteAheadLog(Path folder) {
    return Files.exists(folder.resolve(WRITE_AHEAD_LOG));
  }

  private static boolean hasFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + folder, e);
    }
  }
}
