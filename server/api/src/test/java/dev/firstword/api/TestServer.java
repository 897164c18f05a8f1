package dev.firstword.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpServerSettings;
import dev.firstword.relay.server.HttpTimeouts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on loopback whose routes a test adds, and the threads for their work. */
final class TestServer implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(10);

  final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoops loops = EventLoops.start(1);
  private final HttpServer server;

  /** Starts a server; the routes may be added to later. */
  TestServer(Routes routes) {
    server =
        HttpServer.listen(
            loops,
            HttpServerSettings.of(HttpTimeouts.DEFAULTS),
            "127.0.0.1",
            0,
            _ -> new ApiRequestHandler(routes, new RefusalCounts()));
  }

  /** Returns an empty table without a page and without a guard. */
  static Routes routes() {
    return new Routes(context -> context.sendEmpty(404), _ -> Optional.empty(), CorsPolicy.NONE);
  }

  BlockingConnection connect() throws IOException {
    return BlockingConnection.open(
        URI.create("http://127.0.0.1:" + server.port()), TIMEOUT, TIMEOUT);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    server.close();
    virtualThreads.shutdownNow();
    loops.close();
  }
}
