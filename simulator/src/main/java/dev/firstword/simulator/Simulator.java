package dev.firstword.simulator;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running simulated model provider.
 *
 * <p>All calls run on one event loop. A core serves tens of thousands of events per second, and the
 * order in which calls arrive, and so their random draws, are well defined.
 */
public final class Simulator implements AutoCloseable {
  private static final long START_STOP_TIMEOUT_SECONDS = 30;

  /** Tests and benchmarks open bursts of a thousand connections. */
  private static final int BACKLOG = 8192;

  private final Vertx vertx;
  private final SimulatorState state;
  private final URI uri;

  private Simulator(Vertx vertx, SimulatorState state, URI uri) {
    this.vertx = vertx;
    this.state = state;
    this.uri = uri;
  }

  /**
   * Starts the simulator. Port 0 selects a free port. Blocks.
   *
   * @throws IllegalStateException if the address cannot be bound
   */
  public static Simulator start(SimulatorSettings settings, String host, int port) {
    return start(settings, host, port, InstantSource.system());
  }

  /**
   * Starts the simulator with the given clock, which expires cached prompts and dates calls.
   * Response latencies always follow real time. Blocks.
   */
  public static Simulator start(
      SimulatorSettings settings, String host, int port, InstantSource clock) {
    Vertx vertx = Vertx.vertx(options());
    SimulatorState state = new SimulatorState(settings, clock);
    try {
      EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
      EventLoopScheduler timer = new EventLoopScheduler(loop);
      CallLifecycle lifecycle = new CallLifecycle(state, timer);
      HttpRouter router =
          new HttpRouter(
              new ModelCallHandler(state, timer, lifecycle),
              new RetrievalCallHandler(state, timer, lifecycle, vertx),
              lifecycle,
              new AdminEndpoints(state),
              state);
      HttpServer server =
          await(
              vertx
                  .createHttpServer(new HttpServerOptions().setAcceptBacklog(BACKLOG))
                  .requestHandler(router::route)
                  .listen(port, host));
      return new Simulator(vertx, state, uri(host, server.actualPort()));
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  /** Returns the base URI, without a path. */
  public URI uri() {
    return uri;
  }

  public SimulatorSettings settings() {
    return state.settings();
  }

  /** Applies settings to all subsequent calls and restarts the numbering of calls. */
  public void apply(SimulatorSettings settings) {
    state.apply(settings);
    state.callSequence.reset();
  }

  public SimulatorStats stats() {
    return state.callLog.snapshot();
  }

  /** Drops the records of ended calls. */
  public void clearStats() {
    state.callLog.clear();
  }

  /** Clears the prompt cache. */
  public void clearCache() {
    state.promptCache.clear();
  }

  /** Stops the simulator and closes all connections, including busy ones. Blocks. */
  @Override
  public void close() {
    await(vertx.close());
  }

  private static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setPreferNativeTransport(true)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static URI uri(String host, int port) {
    String uriHost = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + uriHost + ":" + port);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Interrupted while the simulator was starting or stopping", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("The simulator cannot start or stop: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The simulator took too long to start or stop", e);
    }
  }
}
