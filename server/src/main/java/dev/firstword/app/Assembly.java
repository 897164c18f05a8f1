package dev.firstword.app;

import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.conversation.History;
import dev.firstword.http.Api;
import dev.firstword.http.GuardedTransport;
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
import dev.firstword.turn.Retention;
import dev.firstword.turn.TurnBus;
import dev.firstword.turn.TurnRunner;
import dev.firstword.turn.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a server: all parts by constructor, in the order of their dependence. */
final class Assembly {

  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  private Assembly() {}

  /** Returns when the server answers. */
  static Firstword start(Settings settings, HttpTimes times) {
    // The two slow parts of a start, beside each other: neither needs the other.
    FutureTask<Storage> opening = new FutureTask<>(() -> storage(settings));
    Thread.ofPlatform().name("open-storage").start(opening);
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(new GuardedTransport(times))
            .build();
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
      Firstword.close(vertx);
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
                lab::isMeasured,
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
    TurnReports reports = new TurnReports(monitoring.monitor(), clock, virtualThreads);
    turns.listen(reports);
    monitoring.monitor().listen(reports);
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
                    Firstword.VERSION,
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
              monitoring.loops().add(loop);
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
