package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A real nginx, haproxy, or Prometheus: a child process that listens on loopback, with its
 * configuration in its own folder.
 */
final class ExternalProgram implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Path folder;
  private final int port;
  private final Process process;

  private ExternalProgram(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Where the program runs.
   *
   * @param folder a folder that it may write to
   * @param port the port to listen on, on 127.0.0.1
   */
  record Location(Path folder, int port) {}

  /** Creates a configuration. */
  interface Configuration {
    String at(Location place) throws Exception;
  }

  /** Starts nginx with the given content of its http context. */
  static ExternalProgram nginx(Configuration http) throws Exception {
    return start(
        "nginx",
        place ->
            """
            daemon off;
            worker_processes 2;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log warn;
            events { worker_connections 256; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              %2$s
            }
            """
                .formatted(place.folder, http.at(place)),
        (_, file) -> List.of("-e", "stderr", "-c", file.toString()));
  }

  /** Starts haproxy with the given configuration. */
  static ExternalProgram haproxy(Configuration configuration) throws Exception {
    return start("haproxy", configuration, (_, file) -> List.of("-db", "-f", file.toString()));
  }

  /** Starts Prometheus with the given configuration and further options. */
  static ExternalProgram prometheus(Configuration configuration, String... options)
      throws Exception {
    return start(
        "prometheus",
        configuration,
        (place, file) ->
            Stream.concat(
                    Stream.of(
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + place.folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + place.port),
                    Stream.of(options))
                .toList());
  }

  private static ExternalProgram start(
      String program,
      Configuration configuration,
      BiFunction<Location, Path, List<String>> arguments)
      throws Exception {
    Path folder = Files.createTempDirectory("firstword-" + program);
    Location place = new Location(folder, freePort());
    Path file = folder.resolve(program + ".conf");
    Files.writeString(file, configuration.at(place));
    List<String> command =
        Stream.concat(Stream.of(findExecutable(program)), arguments.apply(place, file).stream())
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    ExternalProgram started = new ExternalProgram(folder, place.port, process);
    started.awaitListening();
    return started;
  }

  /** Debian installs these outside the path of ordinary users. */
  private static String findExecutable(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing: scripts/ensure " + name))
        .toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() {
    await()
        .atMost(START_TIMEOUT)
        .pollInterval(Duration.ofMillis(10))
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

  URI http() {
    return URI.create("http://127.0.0.1:" + port);
  }

  URI https() {
    return URI.create("https://localhost:" + port);
  }

  /** Returns a file of the program's folder. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Replaces each odd argument, which must occur in the text, by the one after it. */
  static String replaced(String text, String... pairs) {
    String result = text;
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(result).contains(pairs[i]);
      result = result.replace(pairs[i], pairs[i + 1]);
    }
    return result;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
