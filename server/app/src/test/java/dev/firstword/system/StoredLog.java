package dev.firstword.system;

import dev.firstword.adapters.sql.SqliteStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the logs that a running server has stored. */
final class StoredLog {

  private StoredLog() {}

  /** Copies the files of a running server as a crash would leave them. */
  static void copyData(Path data, Path copy) throws IOException {
    // What is newer is copied later: a turn that ends meanwhile has then ended in the copy too.
    Files.createDirectories(copy.resolve("running"));
    try (Stream<Path> logs = Files.list(data.resolve("running"))) {
      for (Path log : logs.toList()) {
        Files.copy(log, copy.resolve("running").resolve(log.getFileName()));
      }
    }
    for (String name : List.of("firstword.commits", "firstword.db", "firstword.db-wal")) {
      Files.copy(data.resolve(name), copy.resolve(name));
    }
  }

  /** Returns the number of stored events of a running turn. */
  static int countEvents(Path data, String turnId) {
    String log = new String(SqliteStorage.readRunningLog(data, turnId), StandardCharsets.UTF_8);
    return log.split("\n\n", -1).length - 1;
  }
}
