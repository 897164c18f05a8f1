package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.api.LatencyRoutes;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.StorageSettings;
import dev.firstword.operations.alert.AlertEvaluator;
import dev.firstword.operations.alert.AlertReceiver;
import dev.firstword.operations.diagnosis.ConfiguredModels;
import dev.firstword.operations.diagnosis.DiagnosisService;
import dev.firstword.operations.diagnosis.Mistake;
import dev.firstword.operations.metrics.Incident;
import dev.firstword.operations.metrics.Incidents;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.metrics.SnapshotFile;
import dev.firstword.operations.metrics.TurnMetrics;
import dev.firstword.operations.trace.BatchingTraceExporter;
import dev.firstword.operations.trace.CallListener;
import dev.firstword.operations.trace.OtlpEndpoint;
import dev.firstword.operations.trace.TraceMetadata;
import dev.firstword.relay.loop.LoopStallDetector;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Monitoring: percentiles, alerts, diagnosis and trace export. */
final class MonitorModule {

  private final Monitor monitor;
  private final AlertEvaluator alerts;
  private final DiagnosisService diagnostician;
  private final LoopStallDetector stallDetector;
  private final Clock clock;
  private final @Nullable BatchingTraceExporter traceExporter;

  MonitorModule(ServerRuntime runtime, Incidents incidents, Supplier<List<Mistake>> mistakes) {
    Settings settings = runtime.settings();
    Metrics metrics = runtime.metrics();
    TaskScheduler scheduler = runtime.scheduler();
    Lifecycle lifecycle = runtime.lifecycle();
    clock = scheduler.clock();
    monitor = new Monitor(settings.slos(), clock);
    monitor.addListener(new TurnMetrics(metrics, monitor.slos()));
    metrics.beforeScrape(monitor::processPending);
    OtlpEndpoint otlp = settings.telemetry().otlp();
    traceExporter =
        otlp == null
            ? null
            : lifecycle.add(
                "traces", new BatchingTraceExporter(otlp, traceMetadata(settings), scheduler));
    if (traceExporter != null) {
      monitor.addListener(traceExporter);
      registerTraceMetrics(metrics, traceExporter);
    }
    Path file = stateFile(settings, "latency");
    if (file != null) {
      lifecycle.add("latency snapshot", new SnapshotFile(monitor, file, scheduler));
    }
    alerts =
        new AlertEvaluator(
            monitor.slos(),
            monitor::recentStats,
            scheduler,
            settings.alerts().evaluationInterval());
    AlertReceiver receiver = settings.alerts().webhook();
    if (receiver != null) {
      alerts.addListener(
          lifecycle.add("alert webhook", WebhookModule.forAlerts(receiver, scheduler)));
    }
    lifecycle.add("alerts", alerts).start();
    diagnostician =
        new DiagnosisService(
            monitor,
            incidents,
            configuredModels(settings),
            mistakes,
            alerts::all,
            scheduler,
            settings.diagnosisInterval(),
            stateFile(settings, "diagnosis"));
    stallDetector =
        LoopStallDetector.start((length, where) ->
            incidents.add(Incident.Kind.LOOP_STALLED, length.toNanos() / 1e6, where));
    lifecycle.add("diagnosis", diagnostician).start();
    lifecycle.add("stall detector", stallDetector);
    lifecycle.onClose("monitor", monitor::processPending); // Exports the last turns too.
  }

  /** Each node counts its own turns; nodes on one machine are told apart by their port. */
  private static @Nullable Path stateFile(Settings settings, String name) {
    return switch (settings.storage().kind()) {
      case SQLITE -> settings.data().resolve(name + ".bin");
      case MEMORY -> null;
      case POSTGRESQL ->
          settings.port() == 0
              ? null
              : settings.data().resolve(name + "-" + settings.port() + ".bin");
    };
  }

  private static ConfiguredModels configuredModels(Settings settings) {
    return ConfiguredModels.of(
        settings.models().stream()
            .map(model ->
                new ConfiguredModels.Model(
                    model.name(),
                    model.relativeCost(),
                    model.ttftP50().toMillis(),
                    model.ttftP99().toMillis(),
                    model.tokensPerSecond(),
                    ModelModule.cacheRules(model, settings).minCacheableTokens(),
                    ModelModule.pricing(model, settings).missPrice()))
            .toList());
  }

  private static void registerTraceMetrics(Metrics metrics, BatchingTraceExporter traceExporter) {
    metrics.registerCounters(
        "firstword.traces",
        "Turns and calls to export as traces, by outcome.",
        List.of("outcome"),
        () ->
            Map.of(
                List.of("delivered"), traceExporter.delivered(),
                List.of("dropped"), traceExporter.dropped(),
                List.of("lost"), traceExporter.lost()));
  }

  /** The name that the semantic conventions of OpenTelemetry give to a provider. */
  private static String providerName(ProviderEndpoint.Dialect dialect) {
    return switch (dialect) {
      case ANTHROPIC -> "anthropic";
      case OPENAI, RESPONSES -> "openai";
    };
  }

  private static TraceMetadata traceMetadata(Settings settings) {
    Map<String, String> dialects =
        settings.providers().stream()
            .collect(
                Collectors.toMap(
                    ProviderEndpoint::name, provider -> providerName(provider.dialect())));
    Map<String, String> providers = new HashMap<>();
    for (CatalogueModelSettings model : settings.models()) {
      String provider =
          model.provider().isEmpty() ? settings.providers().getFirst().name() : model.provider();
      providers.put(model.name(), dialects.getOrDefault(provider, provider));
    }
    RetrievalSettings retrieval = settings.retrieval();
    return new TraceMetadata(
        Firstword.VERSION,
        providers,
        settings.storage().kind() == StorageSettings.Kind.POSTGRESQL ? "postgresql" : "sqlite",
        retrieval.embedding() == null ? "" : retrieval.embedding().endpoint().model(),
        retrieval.reranking() == null ? "" : retrieval.reranking().endpoint().model());
  }

  LatencyRoutes.Dependencies routeParts() {
    return new LatencyRoutes.Dependencies(monitor, alerts, diagnostician, clock);
  }

  LoopStallDetector stallDetector() {
    return stallDetector;
  }

  /** Returns how many turns and calls wait to be exported as traces. */
  int waitingTraces() {
    return traceExporter == null ? 0 : traceExporter.waiting();
  }

  /** Returns the listener for calls outside of turns. */
  CallListener callListener() {
    return traceExporter == null ? CallListener.NONE : traceExporter;
  }

  Monitor monitor() {
    return monitor;
  }
}
