package dev.firstword.bench.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An nginx before a server, which may hold its answers back. */
public final class Nginx implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(10);
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/bin/nginx"));

  private final Process process;
  private final URI address;

  private Nginx(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  private static Optional<Path> program() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  public static boolean isThere() {
    return program().isPresent();
  }

  /** Starts one and waits until it listens. */
  public static Nginx before(URI server, boolean holdsBack, Path folder)
      throws IOException, InterruptedException {
    return before(server, holdsBack, folder, List.of());
  }

  /**
   * The same with words before the command.
   *
   * @param prefix such as {@code taskset} and its arguments
   */
  public static Nginx before(URI server, boolean holdsBack, Path folder, List<String> prefix)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = Port.free();
    Path config = folder.resolve("nginx.conf");
    Files.writeString(config, config(server, holdsBack, port));
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            program().orElseThrow().toString(), "-p", folder.toString(), "-c", config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, URI.create("http://127.0.0.1:" + port));
    Wait.forValue(LONGEST_START, "nginx to listen", () -> nginx.listens(port));
    return nginx;
  }

  private Optional<URI> listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return Optional.of(address);
    } catch (IOException _) {
      if (!process.isAlive()) {
        throw new IllegalStateException("nginx ended with " + process.exitValue());
      }
      return Optional.empty();
    }
  }

  /**
   * As it is by default, where it also does not heed what the server asks of it. It then fetches by
   * HTTP/1.0, without chunks that it could hand on one by one.
   */
  private static String config(URI server, boolean holdsBack, int port) {
    String way =
        holdsBack
            ? "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"
                + " proxy_buffer_size 64k; proxy_buffers 8 64k; proxy_busy_buffers_size 128k;"
            : "proxy_buffering off; proxy_http_version 1.1; proxy_set_header Connection \"\";";
    return """
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr;
    events { worker_connections 24000; }
    http {
      access_log off;
      client_body_temp_path body; proxy_temp_path proxy;
      fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      upstream server { server 127.0.0.1:%d; keepalive 1024; }
      server {
        listen 127.0.0.1:%d backlog=4096;
        location / {
          proxy_pass http://server;
          proxy_set_header Host 127.0.0.1;
          %s
        }
      }
    }
    """
        .formatted(server.getPort(), port, way);
  }

  public URI address() {
    return address;
  }

  /** Its master's process id; the worker is that one's child. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, LONGEST_START.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    if (process.isAlive()) {
      process.destroyForcibly();
    }
  }
}
