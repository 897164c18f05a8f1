package dev.firstword.app.wiring;

import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.api.Api;
import dev.firstword.api.ApiRequestHandler;
import dev.firstword.api.CorsPolicy;
import dev.firstword.api.RefusalCounts;
import dev.firstword.api.Routes;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CorsSettings;
import dev.firstword.app.config.ModelReferences;
import dev.firstword.app.config.Settings;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.job.JobService;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.userdata.UserErasure;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.TaskScheduler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Builds a server: all modules by constructor, in the order of their dependencies. Every part
 * registers with the {@link Lifecycle} how it is closed, so the order here is also that of a
 * shutdown, reversed.
 */
final class ServerBuilder {

  private final HttpTimeouts timeouts;
  private final SimulatorModule simulator;
  private final ServerRuntime runtime;
  private final Incidents incidents;
  private final DeferredCallListener callListener = new DeferredCallListener();
  private final LatencyInjector latencyInjector;
  private final RefusalCounts refusals = new RefusalCounts();

  private ServerBuilder(Settings configured, HttpTimeouts timeouts, Lifecycle lifecycle) {
    this.timeouts = timeouts;
    simulator = SimulatorModule.startIfNeeded(configured, lifecycle);
    Settings settings = simulator.addTo(configured);
    runtime =
        new ServerRuntime(
            settings,
            new Profiles(settings.profiles(), List.of(DirectCallModule.storedCalls(settings))),
            TaskScheduler.system(),
            Executors.newVirtualThreadPerTaskExecutor(),
            new RoundRobinEventLoops(),
            new Metrics(),
            lifecycle);
    incidents = new Incidents(runtime.clock());
    latencyInjector =
        PreparationModule.latencyInjector(settings.latencyInjection(), runtime.clock());
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
    NetworkModule network = NetworkModule.start(incidents, runtime.lifecycle());
    network.loops().all().forEach(runtime.jobEventLoops()::add);
    Storage storage = opening.await();
    AccessControl accessControl = accessControl(storage);
    NodeModule node = NodeModule.connect(runtime, storage);
    ModelModule models = models(network);
    RetrievalModule retrieval = retrieval(storage);
    runtime.lifecycle().onClose("virtual threads", runtime.virtualThreads()::shutdownNow);
    PreparationModule preparation =
        PreparationModule.create(
            runtime,
            storage,
            retrieval.retriever(),
            models,
            latencyInjector,
            accessControl.requiresCredentials());
    TurnModule turns =
        TurnModule.create(
            runtime, node, models, preparation, accessControl.rateLimits(), simulator.isRunning());
    DirectCalls directCalls =
        DirectCallModule.create(runtime, models.router(), accessControl.rateLimits());
    JobService jobs = JobModule.create(runtime, storage, turns.service());
    MonitorModule monitoring = monitoring(models, turns.service());
    turns
        .service()
        .addListener(new TokenCharger(accessControl.rateLimits(), runtime.virtualThreads()));
    new NodeMetrics(
            storage,
            network.transport().counters(),
            jobs,
            runtime.settings().jobs().limits().maxConcurrent(),
            monitoring::waitingTraces,
            refusals)
        .register(runtime.metrics());
    turns.open(runtime, node);
    ServerWarmUp warmUp = new ServerWarmUp(storage.turns(), storage.conversations());
    warmUp.warmUpStore();
    Routes routes =
        Api.routes(
            api(
                storage,
                accessControl,
                retrieval,
                preparation,
                turns.service(),
                directCalls,
                jobs,
                monitoring,
                erasure(node, turns, jobs, preparation, retrieval, monitoring, accessControl)));
    HttpServer httpServer = listen(network, routes, models, monitoring);
    jobs.start();
    models.startBackgroundWork();
    retrieval.library().start();
    String host = runtime.settings().host();
    if (!httpServer.isTls()) {
      warmUp.warmUpHttp(host, httpServer.port());
      refusals.reset();
    }
    ServerWarmUp.loadSchemaLibrary();
    return new Firstword(host, httpServer, routes, simulator.simulator(), runtime.lifecycle());
  }

  private AccessControl accessControl(Storage storage) {
    AccessControl accessControl =
        AccessControl.of(
            runtime.settings(),
            storage.apiKeys(),
            latencyInjector,
            redisCalls(),
            runtime.scheduler(),
            runtime.lifecycle());
    accessControl.registerMetrics(runtime.metrics());
    return accessControl;
  }

  /** Returns the listener for calls to Redis; null if they are not exported as traces. */
  private @Nullable RedisCommandListener redisCalls() {
    return runtime.settings().telemetry().otlp() == null ? null : callListener;
  }

  private ModelModule models(NetworkModule network) {
    ModelModule models =
        runtime
            .lifecycle()
            .add(
                "models",
                new ModelModule(
                    runtime.settings(),
                    network.transport(),
                    runtime.jobEventLoops(),
                    runtime.scheduler()));
    ModelReferences.requireKnown(runtime.settings());
    ModelReferences.requireServed(runtime.settings());
    models.registerMetrics(runtime.metrics());
    ModelMetrics.register(runtime.metrics(), models.router());
    return models;
  }

  private RetrievalModule retrieval(Storage storage) {
    RetrievalModule retrieval =
        new RetrievalModule(
            runtime.settings(), storage, runtime.scheduler(), redisCalls(), runtime.lifecycle());
    retrieval.registerMetrics(runtime.metrics());
    return retrieval;
  }

  private MonitorModule monitoring(ModelModule models, TurnService turns) {
    MonitorModule monitoring =
        new MonitorModule(runtime, incidents, models.cacheWarnings()::current);
    callListener.setTarget(monitoring.callListener());
    MonitoringTurnListener listener =
        new MonitoringTurnListener(
            monitoring.monitor(),
            runtime.settings().log(),
            runtime.clock(),
            runtime.virtualThreads());
    turns.addListener(listener);
    monitoring.monitor().addListener(listener);
    return monitoring;
  }

  private UserErasure erasure(
      NodeModule node,
      TurnModule turns,
      JobService jobs,
      PreparationModule preparation,
      RetrievalModule retrieval,
      MonitorModule monitoring,
      AccessControl accessControl) {
    return UserDataModule.erasure(
        runtime,
        node,
        new UserDataModule.Parts(
            turns.service(),
            jobs,
            preparation,
            retrieval.retriever(),
            monitoring.monitor(),
            accessControl.rateLimits()));
  }

  private Api.Dependencies api(
      Storage storage,
      AccessControl accessControl,
      RetrievalModule retrieval,
      PreparationModule preparation,
      TurnService turns,
      DirectCalls directCalls,
      JobService jobs,
      MonitorModule monitoring,
      UserErasure erasure) {
    Settings settings = runtime.settings();
    AtomicBoolean ready = new AtomicBoolean(true);
    runtime.lifecycle().onStop("readiness", () -> ready.set(false));
    return new Api.Dependencies(
        turns,
        directCalls,
        preparation.early(),
        jobs,
        storage.conversations(),
        storage.attachments(),
        retrieval.library(),
        retrieval.retriever(),
        storage.userData(),
        erasure,
        accessControl.authenticator(),
        accessControl.userTokens(),
        accessControl.allowedHosts(),
        cors(settings.http().cors()),
        runtime.virtualThreads(),
        settings.maxRequestBytes(),
        settings.compatibleApis().maxRequestBytes(),
        settings.attachments(),
        timeouts,
        settings.webRoot(),
        Firstword.VERSION,
        simulator.isRunning(),
        List.copyOf(settings.profiles()),
        settings.models().stream().map(CatalogueModelSettings::name).toList(),
        latencyInjector,
        simulator.control(),
        runtime.metrics(),
        settings.auditLog(),
        monitoring.routeParts(),
        settings.telemetry().samplingRate(),
        callListener,
        () -> readinessProblem(ready.get(), storage),
        runtime.clock());
  }

  private static CorsPolicy cors(CorsSettings settings) {
    return new CorsPolicy(
        settings.allowedOrigins(), settings.allowsCredentials(), settings.maxAge());
  }

  /** A server that can't store messages must get none from a load balancer. */
  private static Optional<Problem> readinessProblem(boolean isRunning, Storage storage) {
    if (!isRunning) {
      return Optional.of(Problem.shuttingDown());
    }
    return storage.isWritable() ? Optional.empty() : Optional.of(Problem.storeUnavailable());
  }

  private HttpServer listen(
      NetworkModule network, Routes routes, ModelModule models, MonitorModule monitoring) {
    ApiRequestHandler handler = new ApiRequestHandler(routes, refusals);
    HttpServer server =
        HttpServer.listen(
            network.loops(),
            NetworkModule.serverSettings(runtime.settings().http(), timeouts),
            runtime.settings().host(),
            runtime.settings().port(),
            loop -> {
              monitoring.stallDetector().add(loop);
              models.warmUpConnections();
              return handler;
            });
    runtime.lifecycle().onClose("HTTP server", server::close);
    return server;
  }
}
