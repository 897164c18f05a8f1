package dev.firstword.adapters.sql;

import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** Two real PostgreSQL servers: a primary, whose commits wait for its standby, and the standby. */
final class PostgresqlReplication implements AutoCloseable {

  private static final Duration SHORT = Duration.ofMillis(500);

  private final EmbeddedPostgres primary;
  private final EmbeddedPostgres standby;
  private final long primaryPid;
  private boolean isPrimaryKilled;

  private PostgresqlReplication(
      EmbeddedPostgres primary, EmbeddedPostgres standby, long primaryPid) {
    this.primary = primary;
    this.standby = standby;
    this.primaryPid = primaryPid;
  }

  /** Starts both. The standby begins as a copy of the files of the primary. */
  static PostgresqlReplication start(Path folder) throws IOException, SQLException {
    Path primaryFiles = folder.resolve("primary");
    Path standbyFiles = folder.resolve("standby");
    int port;
    try (EmbeddedPostgres first = builder(primaryFiles).start()) {
      port = first.getPort();
    }
    copy(primaryFiles, standbyFiles);
    EmbeddedPostgres primary = builder(primaryFiles).setPort(port).start();
    try {
      Files.createFile(standbyFiles.resolve("standby.signal"));
      Files.writeString(
          standbyFiles.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'\n".formatted(port),
          StandardOpenOption.APPEND);
      EmbeddedPostgres standby = builder(standbyFiles).start();
      long pid =
          Long.parseLong(
              Files.readAllLines(primaryFiles.resolve("postmaster.pid")).getFirst().strip());
      PostgresqlReplication both = new PostgresqlReplication(primary, standby, pid);
      both.makeSynchronous();
      return both;
    } catch (IOException | RuntimeException e) {
      primary.close();
      throw e;
    }
  }

  private static EmbeddedPostgres.Builder builder(Path files) {
    return EmbeddedPostgres.builder()
        .setDataDirectory(files)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("synchronous_commit", "on") // the embedded server turns it off
        .setServerConfig("fsync", "off");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** From now on a commit is acknowledged once the standby has it too. */
  private void makeSynchronous() throws SQLException {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> query(primary, "SELECT count(*) FROM pg_stat_replication").equals("1"));
    execute(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
    execute(primary, "SELECT pg_reload_conf()");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> query(primary, "SELECT max(sync_state) FROM pg_stat_replication").equals("sync"));
  }

  ConnectionSettings settings() {
    return settings(primary, standby);
  }

  ConnectionSettings settingsWithStandbyFirst() {
    return settings(standby, primary);
  }

  private static ConnectionSettings settings(EmbeddedPostgres first, EmbeddedPostgres second) {
    return new ConnectionSettings(
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres"
            .formatted(first.getPort(), second.getPort()),
        "postgres",
        "",
        4,
        SHORT);
  }

  /** Kills the primary, as a power failure would. */
  void killPrimary() {
    isPrimaryKilled = true;
    ProcessHandle process = ProcessHandle.of(primaryPid).orElseThrow();
    process.children().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }

  /** Blocks until the standby takes writes. */
  void promoteStandby() throws SQLException {
    execute(standby, "SELECT pg_promote(true, 20)");
  }

  private static void execute(EmbeddedPostgres server, String command) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static String query(EmbeddedPostgres server, String command) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(command)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  @Override
  public void close() throws IOException {
    standby.close();
    if (!isPrimaryKilled) {
      primary.close();
    }
  }
}
