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
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A dedicated PostgreSQL server, which can be stopped and restarted with the same data. As an
 * extension, it runs for the duration of a test class.
 */
public final class PostgresqlTestServer implements AfterAllCallback, AutoCloseable {

  private final AtomicInteger databases = new AtomicInteger();
  private final Path folder;
  private @Nullable EmbeddedPostgres server;
  private final int port;

  /** Starts the server. */
  public PostgresqlTestServer() {
    try {
      folder = Files.createTempDirectory("firstword-postgresql");
      EmbeddedPostgres first = builder().start();
      port = first.getPort();
      server = first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .setServerConfig("max_connections", "200");
  }

  /** Creates an empty database. */
  public ConnectionSettings freshDatabase() {
    String name = "firstword_" + databases.incrementAndGet();
    try (Connection connection = running().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new ConnectionSettings(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "", 10);
  }

  private EmbeddedPostgres running() {
    if (server == null) {
      throw new IllegalStateException("the server is stopped");
    }
    return server;
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

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      server.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
