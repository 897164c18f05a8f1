package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server for all tests of this JVM, each with its own database. A test may stop
 * it and restart it with the same data, because no other test runs at the same time.
 */
public final class PostgresqlTestServer {

  private static final String MIGRATED = "migrated";
  private static @Nullable PostgresqlTestServer shared;

  private final AtomicInteger databases = new AtomicInteger();
  private final Path folder;
  private @Nullable EmbeddedPostgres server;
  private final int port;

  private PostgresqlTestServer() {
    try {
      folder = Files.createTempDirectory("firstword-postgresql");
      EmbeddedPostgres first = builder().start();
      port = first.getPort();
      server = first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the running server. The first call starts it; it stops with the JVM. */
  public static synchronized PostgresqlTestServer startOrReuse() {
    PostgresqlTestServer running = shared;
    if (running == null) {
      running = new PostgresqlTestServer();
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop-postgresql"));
      running.execute("CREATE DATABASE " + MIGRATED);
      PostgresqlStorage.open(running.settings(MIGRATED)).close();
      shared = running;
    }
    return running;
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("fsync", "off")
        .setServerConfig("max_connections", "200");
  }

  /** Creates a database without data. It is a copy of a migrated one, which saves migrating it. */
  public ConnectionSettings freshDatabase() {
    String name = "firstword_" + databases.incrementAndGet();
    execute("CREATE DATABASE " + name + " TEMPLATE " + MIGRATED);
    return settings(name);
  }

  /** Creates a database without tables. */
  ConnectionSettings emptyDatabase() {
    String name = "firstword_" + databases.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return settings(name);
  }

  private ConnectionSettings settings(String database) {
    return new ConnectionSettings(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "", 10);
  }

  private void execute(String command) {
    try (Connection connection = running().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private EmbeddedPostgres running() {
    if (server == null) {
      throw new IllegalStateException("the server is stopped");
    }
    return server;
  }

  /** The folder of the files of all tables. */
  public Path tableFiles() {
    return folder.resolve("data").resolve("base");
  }

  /** Stops the server and closes all connections. */
  public void stop() throws IOException {
    running().close();
    server = null;
  }

  /** Restarts the server on the same port, with the same data. */
  public void start() throws IOException {
    server = builder().setPort(port).start();
  }

  private void close() {
    try {
      if (server != null) {
        server.close();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
