package dev.firstword.bench.harness;

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

/** An nginx in front of a server, optionally with response buffering. */
public final class Nginx implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final List<Path> PATHS =
      List.of(
          Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/bin/nginx"));

  private final Process process;
  private final URI address;

  private Nginx(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  private static Optional<Path> executable() {
    return PATHS.stream().filter(Files::isExecutable).findFirst();
  }

  public static boolean isInstalled() {
    return executable().isPresent();
  }

  /** Starts nginx. Blocks until it listens. */
  public static Nginx startBefore(URI server, boolean isBuffering, Path folder)
      throws IOException, InterruptedException {
    return startBefore(server, isBuffering, folder, List.of());
  }

  /**
   * Starts nginx with a command prefix. Blocks until it listens.
   *
   * @param prefix such as {@code taskset} and its arguments
   */
  public static Nginx startBefore(URI server, boolean isBuffering, Path folder, List<String> prefix)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = PortAllocator.allocate();
    Path config = folder.resolve("nginx.conf");
    Files.writeString(config, config(server, isBuffering, port));
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            executable().orElseThrow().toString(),
            "-p",
            folder.toString(),
            "-c",
            config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, URI.create("http://127.0.0.1:" + port));
    Polling.until(START_TIMEOUT, "nginx to listen", () -> nginx.listens(port));
    return nginx;
  }

  private Optional<URI> listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return Optional.of(address);
    } catch (IOException _) {
      if (!process.isAlive()) {
        throw new IllegalStateException("nginx exited with " + process.exitValue());
      }
      return Optional.empty();
    }
  }

  /**
   * Returns the configuration. With buffering it uses nginx's defaults and ignores the server's
   * {@code X-Accel-Buffering} header. It then requests by HTTP/1.0, without chunks that it could
   * forward one by one.
   */
  private static String config(URI server, boolean isBuffering, int port) {
    String proxySettings =
        isBuffering
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
        .formatted(server.getPort(), port, proxySettings);
  }

  public URI address() {
    return address;
  }

  /** Returns the process id of its master. The worker is a child of that process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    if (process.isAlive()) {
      process.destroyForcibly();
    }
  }
}
