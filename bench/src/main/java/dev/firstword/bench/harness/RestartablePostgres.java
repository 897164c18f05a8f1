package dev.firstword.bench.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL process that can be stopped and restarted with the same files and port. */
public final class RestartablePostgres implements AutoCloseable {

  public static final String USER = "postgres";

  private final Path data;
  private final int port;
  private final Map<String, String> settings;
  private @Nullable EmbeddedPostgres running;

  private RestartablePostgres(Path data, int port, Map<String, String> settings) {
    this.data = data;
    this.port = port;
    this.settings = settings;
  }

  /** Starts a PostgreSQL with its files in the given folder. Blocks. */
  public static RestartablePostgres start(Path folder) throws IOException {
    return start(folder, Map.of());
  }

  /**
   * Starts a PostgreSQL that makes no checkpoint during a run: after each, it writes every page
   * whole once, which a short run counts too often. Blocks.
   */
  public static RestartablePostgres startWithoutCheckpoints(Path folder) throws IOException {
    return start(folder, Map.of("checkpoint_timeout", "1h", "max_wal_size", "8GB"));
  }

  private static RestartablePostgres start(Path folder, Map<String, String> settings)
      throws IOException {
    RestartablePostgres postgres =
        new RestartablePostgres(folder.resolve("postgresql"), PortAllocator.allocate(), settings);
    postgres.start();
    return postgres;
  }

  /** Starts it. Blocks until it responds. */
  public void start() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("max_connections", "200");
    settings.forEach(builder::setServerConfig);
    running = builder.start();
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

  /** Returns the id of its first process, whose children are all others. */
  public long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
