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
 * A running model provider that is not there.
 *
 * <p>All of it runs on one event loop: a core serves tens of thousands of events a second, and the
 * order in which calls arrive, hence their chance, is well defined.
 */
public final class Simulator implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  /** Bursts of a thousand connections are ordinary here. */
  private static final int BACKLOG = 8192;

  private final Vertx vertx;
  private final State state;
  private final URI uri;

  private Simulator(Vertx vertx, State state, URI uri) {
    this.vertx = vertx;
    this.state = state;
    this.uri = uri;
  }

  /**
   * Starts serving; port 0 takes any that is free.
   *
   * @throws IllegalStateException if the address cannot be bound
   */
  public static Simulator start(SimulatorSettings settings, String host, int port) {
    return start(settings, host, port, InstantSource.system());
  }

  /**
   * Starts serving with a clock of one's own, by which cached prompts expire and calls are dated.
   * How long answers take is real time in any case.
   */
  public static Simulator start(
      SimulatorSettings settings, String host, int port, InstantSource clock) {
    Vertx vertx = Vertx.vertx(options());
    State state = new State(settings, clock);
    try {
      EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
      LoopTimer timer = new LoopTimer(loop);
      Requests requests = new Requests(state, timer);
      Router router =
          new Router(
              new ModelCalls(state, timer, requests),
              new RetrievalCalls(state, timer, requests, vertx),
              requests,
              new Controls(state),
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

  /** Where it is served, without a path. */
  public URI uri() {
    return uri;
  }

  public SimulatorSettings settings() {
    return state.settings();
  }

  /** Lets other settings stand for all calls from now on, and numbers them from the beginning. */
  public void apply(SimulatorSettings settings) {
    state.apply(settings);
    state.numbers.restart();
  }

  public SimulatorStats stats() {
    return state.log.snapshot();
  }

  /** Forgets all calls that are over. */
  public void clearStats() {
    state.log.clear();
  }

  /** Makes every prompt a new one. */
  public void clearCache() {
    state.cache.clear();
  }

  /** Stops serving; connections are closed whatever they were doing. */
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
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + literal + ":" + port);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
