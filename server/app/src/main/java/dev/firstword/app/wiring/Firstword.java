package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.Storage;
import dev.firstword.api.HttpServer;
import dev.firstword.app.config.Settings;
import dev.firstword.core.job.JobService;
import dev.firstword.core.turn.RetentionSweeper;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.simulator.Simulator;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the modules that {@link ServerBuilder} has built, and how to stop them. */
public final class Firstword implements AutoCloseable {

  public static final String VERSION = "0.1.0";

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(Firstword.class);

  private final Settings settings;
  private final Vertx vertx;
  private final ExecutorService virtualThreads;
  private final @Nullable Simulator simulator;
  private final Transport transport;
  private final ModelModule models;
  private final Storage storage;
  private final AccessControl accessControl;
  private final @Nullable TurnBus bus;
  private final TurnService turns;
  private final JobService jobs;
  private final RetrievalModule retrieval;
  private final RetentionSweeper retention;
  private final MonitorModule monitoring;
  private final HttpServer httpServer;
  private final AtomicBoolean ready;

  Firstword(
      Settings settings,
      Vertx vertx,
      ExecutorService virtualThreads,
      @Nullable Simulator simulator,
      Transport transport,
      ModelModule models,
      Storage storage,
      AccessControl accessControl,
      @Nullable TurnBus bus,
      TurnService turns,
      JobService jobs,
      RetrievalModule retrieval,
      RetentionSweeper retention,
      MonitorModule monitoring,
      HttpServer httpServer,
      AtomicBoolean ready) {
    this.settings = settings;
    this.vertx = vertx;
    this.virtualThreads = virtualThreads;
    this.simulator = simulator;
    this.transport = transport;
    this.models = models;
    this.storage = storage;
    this.accessControl = accessControl;
    this.bus = bus;
    this.turns = turns;
    this.jobs = jobs;
    this.retrieval = retrieval;
    this.retention = retention;
    this.monitoring = monitoring;
    this.httpServer = httpServer;
    this.ready = ready;
  }

  /**
   * Starts a server. Returns once it accepts requests.
   *
   * @throws SettingsException if the settings are invalid
   */
  public static Firstword start(Settings settings) {
    return start(settings, HttpTimeouts.DEFAULTS);
  }

  /** Starts a server with other HTTP timeouts than the default ones. */
  public static Firstword start(Settings settings, HttpTimeouts times) {
    return ServerBuilder.start(settings, times);
  }

  /** Returns the address of the server. */
  public URI uri() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create("http://" + host + ":" + httpServer.port());
  }

  /** Returns the address of the simulated models, if no provider is configured. */
  public Optional<URI> simulatorUri() {
    return Optional.ofNullable(simulator).map(Simulator::uri);
  }

  /** Stops accepting turns, waits for running ones, then stops every module. Blocks. */
  @Override
  public void close() {
    ready.set(false);
    jobs.pause();
    try {
      turns.shutDown(settings.shutdownTimeout());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    retention.close();
    httpServer.close();
    monitoring.close();
    jobs.close();
    virtualThreads.shutdownNow();
    retrieval.close();
    models.close();
    transport.close();
    close(vertx);
    if (bus != null) {
      bus.close();
    }
    accessControl.close();
    storage.close();
    if (simulator != null) {
      simulator.close();
    }
  }

  static void close(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the event loops did not stop", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
