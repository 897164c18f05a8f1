package dev.firstword.adapters.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A real Redis server for all tests of this JVM. A test may stop and restart it, because no other
 * test runs at the same time.
 */
public final class RedisTestServer {

  private static @Nullable RedisTestServer shared;

  private final int port;
  private @Nullable RedisServer server;

  private RedisTestServer() {
    port = freePort();
  }

  /** Returns the running server, without data. The first call starts it; it stops with the JVM. */
  public static synchronized RedisTestServer startOrReuse() {
    RedisTestServer running = shared;
    if (running == null) {
      running = new RedisTestServer();
      Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "stop-redis"));
      shared = running;
    }
    if (running.server == null) {
      running.start();
    } else {
      running.deleteAll();
    }
    return running;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the server. */
  public String address() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts the server on the same port, without data. */
  public void start() {
    try {
      server =
          RedisServer.newRedisServer()
              .bind("127.0.0.1")
              .port(port)
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server and discards its data. */
  public void stop() {
    if (server != null) {
      try {
        server.stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server = null;
    }
  }

  private void deleteAll() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      if (socket.getInputStream().read() != '+') {
        throw new IllegalStateException("Redis did not delete its data");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
