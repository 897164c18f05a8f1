package dev.firstword.bench.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL process that can be stopped and restarted with the same files and port. */
public final class RestartablePostgres implements AutoCloseable {

  public static final String USER = "postgres";

  private final Path data;
  private final int port;
  private @Nullable EmbeddedPostgres running;

  private RestartablePostgres(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  /** Starts a PostgreSQL with its files in the given folder. Blocks. */
  public static RestartablePostgres start(Path folder) throws IOException {
    RestartablePostgres postgres =
        new RestartablePostgres(folder.resolve("postgresql"), PortAllocator.allocate());
    postgres.start();
    return postgres;
  }

  /** Starts it. Blocks until it responds. */
  public void start() throws IOException {
    running =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("max_connections", "200")
            .start();
  }

  /** Stops it and closes all its connections. */
  public void stop() throws IOException {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** Returns its JDBC URL. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
