package dev.firstword.bench.stage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that is really stopped and started again, over the same files, at one port. */
public final class Postgres implements AutoCloseable {

  public static final String USER = "postgres";

  private final Path data;
  private final int port;
  private @Nullable EmbeddedPostgres running;

  private Postgres(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  /** Starts one that keeps its files below that folder. */
  public static Postgres start(Path folder) throws IOException {
    Postgres postgres = new Postgres(folder.resolve("postgresql"), Port.free());
    postgres.start();
    return postgres;
  }

  /** Starts it, and returns when it answers. */
  public void start() throws IOException {
    running =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("max_connections", "200")
            .start();
  }

  /** Stops it; whoever is connected is thrown out. */
  public void stop() throws IOException {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** Its address for JDBC. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
