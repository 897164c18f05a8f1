package dev.firstword.app;

import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.conversation.History;
import dev.firstword.http.Api;
import dev.firstword.http.HttpFace;
import dev.firstword.http.HttpTimes;
import dev.firstword.job.Jobs;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.monitor.Incident;
import dev.firstword.monitor.Incidents;
import dev.firstword.monitor.Metrics;
import dev.firstword.preparation.Lab;
import dev.firstword.preparation.Preparation;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.Identifier;
import dev.firstword.provider.ProviderEndpoint;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.transport.Transport;
import dev.firstword.provider.transport.TransportSettings;
import dev.firstword.provider.transport.VertxTransport;
import dev.firstword.routing.Router;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.storage.PostgresqlStorage;
import dev.firstword.storage.SqliteStorage;
import dev.firstword.storage.Storage;
import dev.firstword.storage.StorageException;
import dev.firstword.storage.redis.RedisCalls;
import dev.firstword.storage.redis.RedisTurnBus;
import dev.firstword.timeline.Measuring;
import dev.firstword.turn.Retention;
import dev.firstword.turn.TurnBus;
import dev.firstword.turn.TurnRunner;
import dev.firstword.turn.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: all parts built by constructor in the order of their dependence, and stopped in
 * the opposite one.
 */
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

  private Firstword(
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
    // The two slow parts of a start, beside each other: neither needs the other.
    FutureTask<Storage> opening = new FutureTask<>(() -> storage(settings));
    Thread.ofPlatform().name("open-storage").start(opening);
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
    Simulator simulator = settings.providers().isEmpty() ? startSimulator() : null;
    Storage storage;
    Lab lab = lab(settings.lab());
    TraceLink traces = new TraceLink();
    RedisCalls redisCalls = settings.telemetry().otlp() == null ? null : traces;
    Doorkeeper doorkeeper;
    try {
      storage = opened(opening);
      try {
        doorkeeper = Doorkeeper.of(settings, storage.apiKeys(), lab, redisCalls);
      } catch (RuntimeException e) {
        storage.close();
        throw e;
      }
    } catch (RuntimeException e) {
      if (simulator != null) {
        simulator.close();
      }
      close(vertx);
      throw e;
    }
    Settings effective = simulator == null ? settings : with(simulator.uri(), settings);
    TurnBus bus = bus(settings);
    ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    InstantSource clock = InstantSource.system();
    Incidents incidents = new Incidents(clock);
    Transport transport =
        new VertxTransport(
            vertx,
            TransportSettings.DEFAULTS,
            (origin, waited) ->
                incidents.add(Incident.Kind.COLD_CONNECTION, waited.toNanos() / 1e6, origin));
    Profiles profiles = new Profiles(effective.profiles());
    JobLoops jobLoops = new JobLoops();
    ModelParts models = new ModelParts(effective, transport, jobLoops, clock);
    Router router = models.router();
    models.requireKnown(profiles, settings.routing().classifier());
    History history = new History(storage.conversations());
    Metrics metrics = new Metrics();
    metrics.cache("history", history::hits, history::misses);
    ModelFigures.tell(metrics, router);
    RetrievalParts retrieval = new RetrievalParts(settings, storage, clock, redisCalls);
    doorkeeper.tell(metrics);
    retrieval.tell(metrics);
    SummaryCounts summaries = new SummaryCounts();
    metrics.summaries(summaries::made, summaries::late, summaries::failed, summaries::unwanted);
    models.tell(metrics);
    TurnRunner runner =
        new TurnRunner(
            new Preparation(
                history,
                retrieval.retrieval(),
                lab,
                virtualThreads,
                System::nanoTime,
                settings.limits().aheadPerAddress()),
            router,
            new AnswerLengths(System::nanoTime),
            summaries,
            virtualThreads,
            models::awaited);
    Turns turns =
        new Turns(
            new Turns.Parts(
                profiles,
                storage.conversations(),
                storage.turns(),
                storage.isShared(),
                bus,
                Identifier.create("node", clock.millis()),
                router,
                runner,
                virtualThreads,
                clock,
                doorkeeper.limits(),
                mostActive(settings),
                simulator != null));
    Jobs jobs =
        new Jobs(
            turns,
            storage.jobs(),
            new Webhooks(storage.webhooks(), settings.jobs().webhooks(), clock),
            settings.jobs().limits(),
            jobLoops,
            clock);
    MonitorParts monitoring =
        new MonitorParts(effective, metrics, incidents, models.warnings()::now, clock);
    traces.to(monitoring.calls());
    turns.listen(new TokenCharges(doorkeeper.limits(), virtualThreads));
    if (Measuring.ON) {
      turns.listen(new TurnReports(monitoring.monitor(), clock, virtualThreads));
    } else {
      log.warn("Nothing is measured: this server is here to be held against one that measures");
    }
    turns.open();
    Retention retention =
        new Retention(
            storage.turns(), clock, settings.storage().keepKeys(), settings.storage().keepLogs());
    WarmUp warmUp = new WarmUp(storage.turns(), storage.conversations());
    warmUp.store();
    AtomicBoolean ready = new AtomicBoolean(true);
    HttpFace face =
        HttpFace.listen(
            vertx,
            Api.routes(
                new Api.Parts(
                    turns,
                    jobs,
                    storage.conversations(),
                    retrieval.library(),
                    retrieval.retrieval(),
                    doorkeeper.authenticator(),
                    doorkeeper.localHosts(),
                    virtualThreads,
                    settings.longestBody(),
                    times,
                    settings.page(),
                    VERSION,
                    simulator != null,
                    List.copyOf(profiles.all()),
                    effective.models().stream().map(Settings.ModelSettings::name).toList(),
                    lab,
                    Optional.ofNullable(simulator).map(PaceOfSimulator::new),
                    metrics,
                    monitoring.routes(),
                    effective.telemetry().share(),
                    traces,
                    ready::get)),
            settings.host(),
            settings.port(),
            loops,
            times,
            loop -> {
              if (Measuring.ON) {
                monitoring.loops().add(loop);
              }
              models.warm();
              jobLoops.add(loop);
            });
    jobs.start();
    retrieval.library().start();
    warmUp.face(settings.host(), face.port());
    return new Firstword(
        effective,
        vertx,
        virtualThreads,
        simulator,
        transport,
        models,
        storage,
        doorkeeper,
        bus,
        turns,
        jobs,
        retrieval,
        retention,
        monitoring,
        face,
        ready);
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

  private static void close(Vertx vertx) {
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

  /** Waits as long as opening takes: its parts have deadlines of their own. */
  private static Storage opened(Future<Storage> opening) {
    try {
      return opening.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the database", e);
    }
  }

  private static Storage storage(Settings settings) {
    StorageSettings storage = settings.storage();
    try {
      return switch (storage.kind()) {
        case SQLITE -> SqliteStorage.open(settings.data());
        case MEMORY -> SqliteStorage.inMemory();
        case POSTGRESQL -> PostgresqlStorage.open(Objects.requireNonNull(storage.postgresql()));
      };
    } catch (StorageException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static Lab lab(LabSettings settings) {
    if (settings.enabled()) {
      log.warn("The lab is enabled: phases can be made to last longer than they do");
    }
    return new Lab(settings.enabled(), settings.state());
  }

  private static @Nullable TurnBus bus(Settings settings) {
    String redis = settings.storage().redis();
    return redis == null ? null : RedisTurnBus.connect(redis);
  }

  private static int mostActive(Settings settings) {
    Integer limit = settings.limits().activeTurns();
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private static Simulator startSimulator() {
    Simulator simulator = Simulator.start(SimulatorSettings.defaults(), "127.0.0.1", 0);
    log.info("No provider is configured: answers come from the simulator at {}", simulator.uri());
    return simulator;
  }

  private static Settings with(URI simulator, Settings settings) {
    return settings.withProviders(
        List.of(
            new ProviderEndpoint(
                "simulator", Dialect.ANTHROPIC, simulator, "simulated", Map.of())));
  }
}
