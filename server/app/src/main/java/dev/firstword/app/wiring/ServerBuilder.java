package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.adapters.redis.RedisTurnBus;
import dev.firstword.adapters.sql.PostgresqlStorage;
import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.adapters.sql.StorageException;
import dev.firstword.api.Api;
import dev.firstword.api.HttpServer;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.app.config.StorageSettings;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.conversation.History;
import dev.firstword.core.job.JobService;
import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.routing.Router;
import dev.firstword.core.turn.RetentionSweeper;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.client.VertxTransport;
import dev.firstword.relay.server.HandshakeTimeoutTransport;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a server: all modules by constructor, in the order of their dependencies. */
final class ServerBuilder {

  private static final Logger log = LoggerFactory.getLogger(ServerBuilder.class);

  private ServerBuilder() {}

  /** Builds and starts a server. Returns once it accepts requests. */
  static Firstword start(Settings settings, HttpTimeouts times) {
    // The two slow steps of a start run in parallel; they are independent.
    FutureTask<Storage> storageFuture = new FutureTask<>(() -> openStorage(settings));
    Thread.ofPlatform().name("open-storage").start(storageFuture);
    TaskScheduler scheduler = TaskScheduler.system();
    Clock clock = scheduler.clock();
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(new HandshakeTimeoutTransport(times))
            .build();
    Simulator simulator = settings.providers().isEmpty() ? startSimulator() : null;
    Storage storage;
    LatencyInjector latencyInjector = latencyInjector(settings.latencyInjection(), clock);
    DeferredCallListener callListener = new DeferredCallListener();
    RedisCommandListener redisCalls = settings.telemetry().otlp() == null ? null : callListener;
    AccessControl accessControl;
    try {
      storage = awaitStorage(storageFuture);
      try {
        accessControl =
            AccessControl.of(settings, storage.apiKeys(), latencyInjector, redisCalls, scheduler);
      } catch (RuntimeException e) {
        storage.close();
        throw e;
      }
    } catch (RuntimeException e) {
      if (simulator != null) {
        simulator.close();
      }
      Firstword.close(vertx);
      throw e;
    }
    Settings effectiveSettings =
        simulator == null ? settings : withSimulator(simulator.uri(), settings);
    TurnBus bus = connectBus(settings, scheduler);
    ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    Incidents incidents = new Incidents(clock);
    Transport transport =
        new VertxTransport(
            vertx,
            TransportSettings.DEFAULTS,
            (origin, waited) ->
                incidents.add(Incident.Kind.COLD_CONNECTION, waited.toNanos() / 1e6, origin));
    Profiles profiles = new Profiles(effectiveSettings.profiles());
    RoundRobinEventLoops jobEventLoops = new RoundRobinEventLoops();
    ModelModule models = new ModelModule(effectiveSettings, transport, jobEventLoops, clock);
    Router router = models.router();
    models.requireKnownModels(profiles, settings.routing().classifier());
    History history = new History(storage.conversations());
    Metrics metrics = new Metrics();
    metrics.registerCache("history", history::hits, history::misses);
    ModelMetrics.register(metrics, router);
    RetrievalModule retrieval = new RetrievalModule(settings, storage, scheduler, redisCalls);
    accessControl.registerMetrics(metrics);
    retrieval.registerMetrics(metrics);
    SummaryCounters summaries = new SummaryCounters();
    metrics.registerSummaries(
        summaries::completed, summaries::late, summaries::failed, summaries::cancelled);
    models.registerMetrics(metrics);
    Preparation preparation =
        new Preparation(
            history,
            retrieval.retriever(),
            latencyInjector,
            virtualThreads,
            clock::nanoTime,
            settings.limits().unauthenticatedPerAddress());
    TurnModule turnModule =
        TurnModule.create(
            profiles,
            storage,
            bus,
            router,
            preparation,
            summaries,
            accessControl.rateLimits(),
            maxActiveTurns(settings),
            virtualThreads,
            scheduler,
            latencyInjector::isMeasurementEnabled,
            simulator != null);
    TurnService turns = turnModule.service();
    JobService jobs =
        new JobService(
            turns,
            storage.jobs(),
            WebhookModule.forJobs(storage.webhooks(), settings.jobs().webhooks(), scheduler),
            settings.jobs().limits(),
            jobEventLoops,
            scheduler);
    MonitorModule monitoring =
        new MonitorModule(
            effectiveSettings, metrics, incidents, models.cacheWarnings()::current, scheduler);
    callListener.setTarget(monitoring.callListener());
    turns.addListener(new TokenCharger(accessControl.rateLimits(), virtualThreads));
    MonitoringTurnListener monitoringListener =
        new MonitoringTurnListener(monitoring.monitor(), clock, virtualThreads);
    turns.addListener(monitoringListener);
    monitoring.monitor().addListener(monitoringListener);
    turns.open();
    RetentionSweeper retention =
        new RetentionSweeper(
            storage.turns(),
            scheduler,
            settings.storage().idempotencyKeyRetention(),
            settings.storage().turnLogRetention());
    ServerWarmUp warmUp = new ServerWarmUp(storage.turns(), storage.conversations());
    warmUp.warmUpStore();
    AtomicBoolean ready = new AtomicBoolean(true);
    HttpServer httpServer =
        HttpServer.listen(
            vertx,
            Api.routes(
                new Api.Dependencies(
                    turns,
                    new EarlyPreparation(
                        profiles, storage.conversations(), preparation, models::prefetch),
                    jobs,
                    storage.conversations(),
                    retrieval.library(),
                    retrieval.retriever(),
                    accessControl.authenticator(),
                    accessControl.allowedHosts(),
                    virtualThreads,
                    settings.maxRequestBytes(),
                    times,
                    settings.webRoot(),
                    Firstword.VERSION,
                    simulator != null,
                    List.copyOf(profiles.all()),
                    effectiveSettings.models().stream().map(Settings.ModelSettings::name).toList(),
                    latencyInjector,
                    Optional.ofNullable(simulator).map(SimulatorControlAdapter::new),
                    metrics,
                    monitoring.routeParts(),
                    effectiveSettings.telemetry().samplingRate(),
                    callListener,
                    ready::get,
                    clock)),
            settings.host(),
            settings.port(),
            loops,
            times,
            loop -> {
              monitoring.stallDetector().add(loop);
              models.warmUpConnections();
              jobEventLoops.add(loop);
            });
    jobs.start();
    retrieval.library().start();
    warmUp.warmUpHttp(settings.host(), httpServer.port());
    return new Firstword(
        effectiveSettings,
        vertx,
        virtualThreads,
        simulator,
        transport,
        models,
        storage,
        accessControl,
        bus,
        turns,
        jobs,
        retrieval,
        retention,
        monitoring,
        httpServer,
        ready);
  }

  /** Waits until the storage is open. Needs no timeout, since every step of opening has its own. */
  private static Storage awaitStorage(Future<Storage> storageFuture) {
    try {
      return storageFuture.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the database", e);
    }
  }

  private static Storage openStorage(Settings settings) {
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

  private static LatencyInjector latencyInjector(LatencyInjectionSettings settings, Clock clock) {
    if (settings.enabled()) {
      log.warn("The lab is enabled: phases can be made to last longer than they do");
    }
    return new LatencyInjector(settings.enabled(), settings.initial(), clock);
  }

  private static @Nullable TurnBus connectBus(Settings settings, TaskScheduler scheduler) {
    String redis = settings.storage().redis();
    return redis == null ? null : RedisTurnBus.connect(redis, scheduler);
  }

  private static int maxActiveTurns(Settings settings) {
    Integer limit = settings.limits().activeTurnsPerUser();
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private static Simulator startSimulator() {
    Simulator simulator = Simulator.start(SimulatorSettings.defaults(), "127.0.0.1", 0);
    log.info("No provider is configured: answers come from the simulator at {}", simulator.uri());
    return simulator;
  }

  private static Settings withSimulator(URI simulator, Settings settings) {
    return settings.withProviders(
        List.of(
            new ProviderEndpoint(
                "simulator", Dialect.ANTHROPIC, simulator, "simulated", Map.of())));
  }
}
