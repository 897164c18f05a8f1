package dev.firstword.storage;

import dev.firstword.storage.PostgresqlStorage.Address;
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
 * A PostgreSQL server of its own, which can be stopped and started again over the same data. As an
 * extension it lasts as long as a test class.
 */
public final class RealPostgresql implements AfterAllCallback, AutoCloseable {

  private final AtomicInteger databases = new AtomicInteger();
  private final Path folder;
  private @Nullable EmbeddedPostgres server;
  private final int port;

  /** Starts the server. */
  public RealPostgresql() {
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

  /** A database that nobody has used before. */
  public Address freshDatabase() {
    String name = "firstword_" + databases.incrementAndGet();
    try (Connection connection = running().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Address("jdbc:postgresql://127.0.0.1:" + port + "/" + name, "postgres", "", 10);
  }

  private EmbeddedPostgres running() {
    if (server == null) {
      throw new IllegalStateException("the server is stopped");
    }
    return server;
  }

  /** Stops the server, with whoever is connected. */
  public void stop() throws IOException {
    running().close();
    server = null;
  }

  /** Starts it again, at the same port, with what was in it. */
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
