package dev.firstword.http;

import dev.firstword.loop.EventLoop;
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

/** The HTTP server: one instance on each event loop, all behind one port. */
public final class HttpFace implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(20);

  /** Enough for a browser's cookies and a token; a header bomb ends at it. */
  private static final int LONGEST_HEADERS = 16 * 1024;

  private static final int LONGEST_REQUEST_LINE = 8 * 1024;

  /** What the kernel may hold for a reader that takes nothing; it doubles this for its own use. */
  private static final int SEND_BUFFER = 128 * 1024;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private HttpFace(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Starts to listen; returns when connections are accepted.
   *
   * @param port to listen at; 0 for any that is free
   * @param loops how many event loops serve
   * @param onEachLoop run on each of them before it serves, such as to open connections
   * @throws UncheckedIOException when the port can't be had
   */
  public static HttpFace listen(
      Vertx vertx,
      Routes routes,
      String host,
      int port,
      int loops,
      HttpTimes times,
      Consumer<EventLoop> onEachLoop) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout((int) times.idle().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSendBufferSize(SEND_BUFFER)
            .setMaxHeaderSize(LONGEST_HEADERS)
            .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
            .setTcpNoDelay(true)
            // There are no web sockets here, and each handler for them is passed by every event.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    // Any free port has to be the same one for all instances.
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
                          new HttpVerticle(routes, options, address, actualPort, times, onEachLoop),
                  new DeploymentOptions().setInstances(loops))
              .toCompletionStage()
              .toCompletableFuture()
              .get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
      return new HttpFace(vertx, deployment, actualPort.get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UncheckedIOException(
          "can't listen at " + host + ":" + port + ": " + cause.getMessage(),
          new IOException(cause));
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server did not start in " + LONGEST_START, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** The port that is listened at. */
  public int port() {
    return port;
  }

  /** Stops listening and closes every connection. Blocks, at most some seconds. */
  @Override
  public void close() {
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the server did not stop", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
