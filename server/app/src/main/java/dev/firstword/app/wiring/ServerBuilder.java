package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.adapters.redis.RedisTurnBus;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.api.Api;
import dev.firstword.api.ApiRequestHandler;
import dev.firstword.app.config.HttpSettings;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.conversation.History;
import dev.firstword.core.job.JobService;
import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.turn.RetentionSweeper;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpServerSettings;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.ServerTls;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a server: all modules by constructor, in the order of their dependencies. Every part
 * registers with the {@link Lifecycle} how it is closed, so the order here is also that of a
 * shutdown, reversed.
 */
final class ServerBuilder {

  private static final Logger log = LoggerFactory.getLogger(ServerBuilder.class);

  private final HttpTimeouts timeouts;
  private final Lifecycle lifecycle;
  private final @Nullable Simulator simulator;
  private final Settings settings;
  private final Profiles profiles;
  private final TaskScheduler scheduler = TaskScheduler.system();
  private final Clock clock = scheduler.clock();
  private final Incidents incidents = new Incidents(clock);
  private final Metrics metrics = new Metrics();
  private final DeferredCallListener callListener = new DeferredCallListener();
  private final LatencyInjector latencyInjector;
  private final RoundRobinEventLoops jobEventLoops = new RoundRobinEventLoops();

  /** Starts the simulator if no provider is configured; it then is the provider. */
  private ServerBuilder(Settings configured, HttpTimeouts timeouts, Lifecycle lifecycle) {
    this.timeouts = timeouts;
    this.lifecycle = lifecycle;
    simulator = configured.providers().isEmpty() ? startSimulator(lifecycle) : null;
    settings = simulator == null ? configured : withSimulator(simulator.uri(), configured);
    profiles = new Profiles(settings.profiles());
    latencyInjector = latencyInjector(settings.latencyInjection(), clock);
  }

  /** Builds and starts a server. Returns once it accepts requests. */
  static Firstword start(Settings settings, HttpTimeouts timeouts) {
    Lifecycle lifecycle = new Lifecycle();
    try {
      // The slow steps of a start run in parallel; they are independent.
      StorageModule storage = new StorageModule(settings, lifecycle);
      return new ServerBuilder(settings, timeouts, lifecycle).build(storage);
    } catch (RuntimeException e) {
      lifecycle.closeAfter(e);
      throw e;
    }
  }

  private Firstword build(StorageModule opening) {
    NetworkModule network = NetworkModule.start(incidents, lifecycle);
    Storage storage = opening.await();
    AccessControl accessControl = accessControl(storage);
    TurnBus bus = connectBus();
    ModelModule models = models(network);
    RetrievalModule retrieval = retrieval(storage);
    ExecutorService virtualThreads = virtualThreads();
    Preparation preparation = preparation(storage, retrieval, virtualThreads);
    TurnService turns = turns(storage, bus, accessControl, models, preparation, virtualThreads);
    JobService jobs = jobs(storage, turns);
    MonitorModule monitoring = monitoring(models, turns, virtualThreads);
    turns.addListener(new TokenCharger(accessControl.rateLimits(), virtualThreads));
    turns.open();
    lifecycle.add("retention", retentionSweeper(storage));
    ServerWarmUp warmUp = new ServerWarmUp(storage.turns(), storage.conversations());
    warmUp.warmUpStore();
    Api.Dependencies api =
        api(
            storage,
            accessControl,
            retrieval,
            new EarlyPreparation(profiles, storage.conversations(), preparation, models::prefetch),
            turns,
            jobs,
            monitoring,
            virtualThreads);
    HttpServer httpServer = listen(network, api, models, monitoring);
    jobs.start();
    retrieval.library().start();
    if (!httpServer.isTls()) {
      warmUp.warmUpHttp(settings.host(), httpServer.port());
    }
    return new Firstword(settings.host(), httpServer, simulator, lifecycle);
  }

  private AccessControl accessControl(Storage storage) {
    AccessControl accessControl =
        AccessControl.of(
            settings, storage.apiKeys(), latencyInjector, redisCalls(), scheduler, lifecycle);
    accessControl.registerMetrics(metrics);
    return accessControl;
  }

  /** Returns the listener for calls to Redis; null if they are not exported as traces. */
  private @Nullable RedisCommandListener redisCalls() {
    return settings.telemetry().otlp() == null ? null : callListener;
  }

  private @Nullable TurnBus connectBus() {
    String redis = settings.storage().redis();
    return redis == null ? null : lifecycle.add("bus", RedisTurnBus.connect(redis, scheduler));
  }

  private ModelModule models(NetworkModule network) {
    ModelModule models =
        lifecycle.add(
            "models", new ModelModule(settings, network.transport(), jobEventLoops, clock));
    models.requireKnownModels(profiles, settings.routing().classifier());
    models.registerMetrics(metrics);
    ModelMetrics.register(metrics, models.router());
    return models;
  }

  private RetrievalModule retrieval(Storage storage) {
    RetrievalModule retrieval =
        new RetrievalModule(settings, storage, scheduler, redisCalls(), lifecycle);
    retrieval.registerMetrics(metrics);
    return retrieval;
  }

  private ExecutorService virtualThreads() {
    ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
    lifecycle.onClose("virtual threads", virtualThreads::shutdownNow);
    return virtualThreads;
  }

  private Preparation preparation(
      Storage storage, RetrievalModule retrieval, ExecutorService virtualThreads) {
    History history = new History(storage.conversations());
    metrics.registerCache("history", history::hits, history::misses);
    return new Preparation(
        history,
        retrieval.retriever(),
        latencyInjector,
        virtualThreads,
        clock::nanoTime,
        settings.limits().unauthenticatedPerAddress());
  }

  private TurnService turns(
      Storage storage,
      @Nullable TurnBus bus,
      AccessControl accessControl,
      ModelModule models,
      Preparation preparation,
      ExecutorService virtualThreads) {
    SummaryCounters summaries = new SummaryCounters();
    metrics.registerSummaries(
        summaries::completed, summaries::late, summaries::failed, summaries::cancelled);
    TurnService turns =
        TurnModule.create(
                profiles,
                storage,
                bus,
                models.router(),
                preparation,
                summaries,
                accessControl.rateLimits(),
                maxActiveTurns(),
                virtualThreads,
                scheduler,
                latencyInjector::isMeasurementEnabled,
                simulator != null)
            .service();
    lifecycle.onStop("turns", () -> turns.shutDown(settings.shutdownTimeout()));
    return turns;
  }

  private int maxActiveTurns() {
    Integer limit = settings.limits().activeTurnsPerUser();
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private JobService jobs(Storage storage, TurnService turns) {
    JobService jobs =
        new JobService(
            turns,
            storage.jobs(),
            WebhookModule.forJobs(storage.webhooks(), settings.jobs().webhooks(), scheduler),
            settings.jobs().limits(),
            jobEventLoops,
            scheduler);
    lifecycle.onStop("jobs", jobs::pause);
    return lifecycle.add("jobs", jobs);
  }

  private MonitorModule monitoring(
      ModelModule models, TurnService turns, ExecutorService virtualThreads) {
    MonitorModule monitoring =
        new MonitorModule(
            settings, metrics, incidents, models.cacheWarnings()::current, scheduler, lifecycle);
    callListener.setTarget(monitoring.callListener());
    MonitoringTurnListener listener =
        new MonitoringTurnListener(monitoring.monitor(), clock, virtualThreads);
    turns.addListener(listener);
    monitoring.monitor().addListener(listener);
    return monitoring;
  }

  private RetentionSweeper retentionSweeper(Storage storage) {
    return new RetentionSweeper(
        storage.turns(),
        scheduler,
        settings.storage().idempotencyKeyRetention(),
        settings.storage().turnLogRetention());
  }

  private Api.Dependencies api(
      Storage storage,
      AccessControl accessControl,
      RetrievalModule retrieval,
      EarlyPreparation earlyPreparation,
      TurnService turns,
      JobService jobs,
      MonitorModule monitoring,
      ExecutorService virtualThreads) {
    AtomicBoolean ready = new AtomicBoolean(true);
    lifecycle.onStop("readiness", () -> ready.set(false));
    return new Api.Dependencies(
        turns,
        earlyPreparation,
        jobs,
        storage.conversations(),
        retrieval.library(),
        retrieval.retriever(),
        accessControl.authenticator(),
        accessControl.allowedHosts(),
        virtualThreads,
        settings.maxRequestBytes(),
        timeouts,
        settings.webRoot(),
        Firstword.VERSION,
        simulator != null,
        List.copyOf(settings.profiles()),
        settings.models().stream().map(Settings.ModelSettings::name).toList(),
        latencyInjector,
        Optional.ofNullable(simulator).map(SimulatorControlAdapter::new),
        metrics,
        monitoring.routeParts(),
        settings.telemetry().samplingRate(),
        callListener,
        ready::get,
        clock);
  }

  private HttpServer listen(
      NetworkModule network, Api.Dependencies api, ModelModule models, MonitorModule monitoring) {
    ApiRequestHandler handler = new ApiRequestHandler(Api.routes(api));
    HttpServer server =
        HttpServer.listen(
            network.loops(),
            httpSettings(),
            settings.host(),
            settings.port(),
            loop -> {
              monitoring.stallDetector().add(loop);
              models.warmUpConnections();
              jobEventLoops.add(loop);
              return handler;
            });
    lifecycle.onClose("HTTP server", server::close);
    return server;
  }

  private HttpServerSettings httpSettings() {
    HttpSettings http = settings.http();
    HttpServerSettings plain = HttpServerSettings.of(timeouts).withH2c(http.isH2cEnabled());
    HttpSettings.TlsFiles tls = http.tls();
    return tls == null ? plain : plain.withTls(ServerTls.of(tls.certificate(), tls.key(), true));
  }

  private static LatencyInjector latencyInjector(LatencyInjectionSettings settings, Clock clock) {
    if (settings.enabled()) {
      log.warn("Latency injection is enabled: phases can be made to last longer than they do");
    }
    return new LatencyInjector(settings.enabled(), settings.initial(), clock);
  }

  private static Simulator startSimulator(Lifecycle lifecycle) {
    Simulator simulator = Simulator.start(SimulatorSettings.defaults(), "127.0.0.1", 0);
    lifecycle.onClose("simulator", simulator::close);
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
