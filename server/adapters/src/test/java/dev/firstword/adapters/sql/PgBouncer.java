package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PgBouncer in transaction mode: two transactions of a client run on different connections
 * to the server, so nothing that belongs to a session survives a transaction.
 */
final class PgBouncer implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Path folder;
  private final int port;
  private final Process process;

  private PgBouncer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Starts one in front of a PostgreSQL on this machine; skips the test if it isn't installed. */
  static PgBouncer start(int postgresqlPort) throws IOException {
    Optional<Path> program =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(":")),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .map(folder -> Path.of(folder, "pgbouncer"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(program).as("pgbouncer is missing: scripts/ensure pgbouncer").isPresent();
    Path folder = Files.createTempDirectory("firstword-pgbouncer");
    // As root it runs as another user, who has to read its settings.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = freePort();
    Path users = folder.resolve("users.txt");
    Files.writeString(users, "\"postgres\" \"\"\n");
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 3
        server_idle_timeout = 1
        server_round_robin = 1
        ignore_startup_parameters = extra_float_digits
        %s
        """
            .formatted(
                postgresqlPort,
                port,
                users,
                "root".equals(System.getProperty("user.name")) ? "user = nobody" : ""));
    Process process =
        new ProcessBuilder(program.orElseThrow().toString(), settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    PgBouncer started = new PgBouncer(folder, port, process);
    started.awaitListening();
    return started;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() {
    await()
        .atMost(START_TIMEOUT)
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("it ended: " + Files.readString(folder.resolve("output")));
          }
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
          } catch (IOException _) {
            return false;
          }
        });
  }

  /** Returns how to connect to a database through it, as the documents say. */
  ConnectionSettings through(ConnectionSettings direct) {
    String database = direct.url().substring(direct.url().lastIndexOf('/') + 1);
    return new ConnectionSettings(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?prepareThreshold=0",
        direct.user(),
        direct.password(),
        direct.poolSize());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
