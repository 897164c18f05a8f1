package dev.firstword.app;

import dev.firstword.http.HttpFace;
import dev.firstword.http.HttpTimes;
import dev.firstword.job.Jobs;
import dev.firstword.provider.transport.Transport;
import dev.firstword.simulator.Simulator;
import dev.firstword.storage.Storage;
import dev.firstword.turn.Retention;
import dev.firstword.turn.TurnBus;
import dev.firstword.turn.Turns;
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

/** A running server: all parts that {@link Assembly} has built, and how they are stopped. */
public final class Firstword implements AutoCloseable {

  public static final String VERSION = "0.1.0";

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(Firstword.class);

  private final Settings settings;
  private final Vertx vertx;
  private final ExecutorService virtualThreads;
  private final @Nullable Simulator simulator;
  private final Transport transport;
  private final ModelParts models;
  private final Storage storage;
  private final Doorkeeper doorkeeper;
  private final @Nullable TurnBus bus;
  private final Turns turns;
  private final Jobs jobs;
  private final RetrievalParts retrieval;
  private final Retention retention;
  private final MonitorParts monitoring;
  private final HttpFace face;
  private final AtomicBoolean ready;

  Firstword(
      Settings settings,
      Vertx vertx,
      ExecutorService virtualThreads,
      @Nullable Simulator simulator,
      Transport transport,
      ModelParts models,
      Storage storage,
      Doorkeeper doorkeeper,
      @Nullable TurnBus bus,
      Turns turns,
      Jobs jobs,
      RetrievalParts retrieval,
      Retention retention,
      MonitorParts monitoring,
      HttpFace face,
      AtomicBoolean ready) {
    this.settings = settings;
    this.vertx = vertx;
    this.virtualThreads = virtualThreads;
    this.simulator = simulator;
    this.transport = transport;
    this.models = models;
    this.storage = storage;
    this.doorkeeper = doorkeeper;
    this.bus = bus;
    this.turns = turns;
    this.jobs = jobs;
    this.retrieval = retrieval;
    this.retention = retention;
    this.monitoring = monitoring;
    this.face = face;
    this.ready = ready;
  }

  /**
   * Starts a server; returns when it answers.
   *
   * @throws SettingsException when the settings can't be used
   */
  public static Firstword start(Settings settings) {
    return start(settings, HttpTimes.DEFAULTS);
  }

  /** The same with other patience for those who talk to it. */
  public static Firstword start(Settings settings, HttpTimes times) {
    return Assembly.start(settings, times);
  }

  /** Where it answers. */
  public URI uri() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create("http://" + host + ":" + face.port());
  }

  /** Where the simulated models are, when there are no real ones. */
  public Optional<URI> simulatorUri() {
    return Optional.ofNullable(simulator).map(Simulator::uri);
  }

  /** Takes no new turns, lets running ones end, then stops every part. */
  @Override
  public void close() {
    ready.set(false);
    jobs.hold();
    try {
      turns.drain(settings.drain());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    retention.close();
    face.close();
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
    doorkeeper.close();
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
          .get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the event loops did not stop", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
