package dev.firstword.api;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.HttpTimeouts;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The HTTP server: one instance per event loop, all listening on the same port. */
public final class HttpServer implements AutoCloseable {

  private static final Duration LIFECYCLE_TIMEOUT = Duration.ofSeconds(20);

  /** Enough for a browser's cookies and a token; protects against header bombs. */
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

  /** The kernel's limit for a reader that takes nothing; the kernel doubles it for its own use. */
  private static final int SEND_BUFFER_BYTES = 128 * 1024;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private HttpServer(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Starts the server. Returns once it accepts connections.
   *
   * @param port the port to listen on; 0 for any free port
   * @param loops the number of event loops
   * @param onEachLoop run on each event loop before it serves, for example to open connections
   * @throws UncheckedIOException if the port can't be bound
   */
  public static HttpServer listen(
      Vertx vertx,
      Routes routes,
      String host,
      int port,
      int loops,
      HttpTimeouts timeouts,
      Consumer<EventLoop> onEachLoop) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) timeouts.idle().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSendBufferSize(SEND_BUFFER_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setTcpNoDelay(true)
            // The server has no WebSockets, and every event would pass through their handlers.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    // All instances must share the same random port.
    SocketAddress address =
        port == 0
            ? SocketAddress.sharedRandomPort(1, host)
            : SocketAddress.inetSocketAddress(port, host);
    AtomicInteger actualPort = new AtomicInteger();
    try {
      String deployment =
          vertx
              .deployVerticle(
                  () ->
                      (Deployable)
                          new HttpVerticle(
                              routes, options, address, actualPort, timeouts, onEachLoop),
                  new DeploymentOptions().setInstances(loops))
              .toCompletionStage()
              .toCompletableFuture()
              .get(LIFECYCLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new HttpServer(vertx, deployment, actualPort.get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UncheckedIOException(
          "can't listen at " + host + ":" + port + ": " + cause.getMessage(),
          new IOException(cause));
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server did not start in " + LIFECYCLE_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Returns the port that the server listens on. */
  public int port() {
    return port;
  }

  /** Stops listening and closes every connection. Blocks for at most 20 seconds. */
  @Override
  public void close() {
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIFECYCLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the server did not stop", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
