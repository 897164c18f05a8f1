package dev.firstword.simulator;

import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpServerSettings;
import dev.firstword.relay.server.HttpTimeouts;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running simulated model provider.
 *
 * <p>All calls run on one event loop. A core serves tens of thousands of events per second, and the
 * order in which calls arrive, and so their random draws, are well defined.
 */
public final class Simulator implements AutoCloseable {

  private final EventLoops loops;
  private final HttpServer server;
  private final ExecutorService workers;
  private final SimulatorState state;
  private final URI uri;

  private Simulator(
      EventLoops loops, HttpServer server, ExecutorService workers, SimulatorState state, URI uri) {
    this.loops = loops;
    this.server = server;
    this.workers = workers;
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
    SimulatorState state = new SimulatorState(settings, clock);
    EventLoops loops = EventLoops.start(1, "simulator");
    ExecutorService workers =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    EventLoopScheduler scheduler = new EventLoopScheduler(loops.all().getFirst());
    CallLifecycle lifecycle = new CallLifecycle(state, scheduler);
    BackgroundResponses backgroundResponses = new BackgroundResponses(state);
    HttpRouter router =
        new HttpRouter(
            new ModelCallHandler(state, scheduler, lifecycle, backgroundResponses),
            new RetrievalCallHandler(state, scheduler, lifecycle, workers),
            backgroundResponses,
            lifecycle,
            new AdminEndpoints(state),
            state);
    try {
      HttpServer server = HttpServer.listen(loops, serverSettings(), host, port, _ -> router);
      return new Simulator(loops, server, workers, state, uri(host, server.port()));
    } catch (UncheckedIOException e) {
      workers.shutdownNow();
      loops.close();
      throw new IllegalStateException("The simulator cannot start: " + e.getMessage(), e);
    }
  }

  private static HttpServerSettings serverSettings() {
    return HttpServerSettings.of(HttpTimeouts.DEFAULTS).withH2c(true);
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
    server.close();
    workers.shutdownNow();
    loops.close();
  }

  private static URI uri(String host, int port) {
    String uriHost = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + uriHost + ":" + port);
  }
}
