package dev.firstword.app;

import dev.firstword.http.LatencyRoutes;
import dev.firstword.loop.LoopWatch;
import dev.firstword.monitor.Incident;
import dev.firstword.monitor.Incidents;
import dev.firstword.monitor.Metrics;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.SnapshotFile;
import dev.firstword.monitor.TurnMetrics;
import dev.firstword.monitor.alert.AlertReceiver;
import dev.firstword.monitor.alert.AlertWebhook;
import dev.firstword.monitor.alert.Alerts;
import dev.firstword.monitor.diagnosis.Diagnostician;
import dev.firstword.monitor.diagnosis.Mistake;
import dev.firstword.monitor.diagnosis.ModelFacts;
import dev.firstword.monitor.trace.Calls;
import dev.firstword.monitor.trace.Facts;
import dev.firstword.monitor.trace.OtlpEndpoint;
import dev.firstword.monitor.trace.TraceExport;
import dev.firstword.provider.ProviderEndpoint;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts that watch how long turns take. */
final class MonitorParts implements AutoCloseable {

  private final Monitor monitor;
  private final Alerts alerts;
  private final Diagnostician diagnostician;
  private final LoopWatch loops;
  private final InstantSource clock;
  private final @Nullable SnapshotFile snapshots;
  private final @Nullable TraceExport traces;
  private final @Nullable AlertWebhook webhook;

  MonitorParts(
      Settings settings,
      Metrics metrics,
      Incidents incidents,
      Supplier<List<Mistake>> mistakes,
      InstantSource clock) {
    monitor = new Monitor(settings.levels(), clock);
    monitor.listen(new TurnMetrics(metrics, monitor.levels()));
    metrics.beforeScrape(monitor::settle);
    OtlpEndpoint otlp = settings.telemetry().otlp();
    traces = otlp == null ? null : new TraceExport(otlp, traceFacts(settings));
    if (traces != null) {
      monitor.listen(traces);
      tell(metrics, traces);
    }
    Path file = file(settings, "latency");
    snapshots = file == null ? null : new SnapshotFile(monitor, file);
    alerts = new Alerts(monitor.levels(), monitor::newest, clock);
    AlertReceiver receiver = settings.alerts().webhook();
    webhook = receiver == null ? null : new AlertWebhook(receiver, clock);
    if (webhook != null) {
      alerts.listen(webhook);
    }
    alerts.start();
    diagnostician =
        new Diagnostician(
            monitor, incidents, facts(settings), mistakes, clock, file(settings, "diagnosis"));
    loops =
        LoopWatch.start((length, where) ->
            incidents.add(Incident.Kind.LOOP_HELD_UP, length.toNanos() / 1e6, where));
    diagnostician.start();
    this.clock = clock;
  }

  /** Each node counts its own turns, and nodes on one machine differ in their port. */
  private static @Nullable Path file(Settings settings, String name) {
    return switch (settings.storage().kind()) {
      case SQLITE -> settings.data().resolve(name + ".bin");
      case MEMORY -> null;
      case POSTGRESQL ->
          settings.port() == 0
              ? null
              : settings.data().resolve(name + "-" + settings.port() + ".bin");
    };
  }

  private static ModelFacts facts(Settings settings) {
    return ModelFacts.of(
        settings.models().stream()
            .map(model ->
                new ModelFacts.Model(
                    model.name(),
                    model.relativeCost(),
                    model.ttftP50().toMillis(),
                    model.ttftP99().toMillis(),
                    model.tokensPerSecond(),
                    ModelParts.cacheRules(model, settings).minimumTokens()))
            .toList());
  }

  private static void tell(Metrics metrics, TraceExport traces) {
    metrics.counts(
        "firstword.traces",
        "What became of the turns and calls that were to be told to who collects traces.",
        List.of("outcome"),
        () ->
            Map.of(
                List.of("delivered"), traces.delivered(),
                List.of("dropped"), traces.dropped(),
                List.of("lost"), traces.lost()));
  }

  private static Facts traceFacts(Settings settings) {
    Map<String, String> dialects =
        settings.providers().stream()
            .collect(
                Collectors.toMap(
                    ProviderEndpoint::name,
                    provider -> provider.dialect().name().toLowerCase(Locale.ROOT)));
    Map<String, String> providers = new HashMap<>();
    for (Settings.ModelSettings model : settings.models()) {
      String provider =
          model.provider().isEmpty() ? settings.providers().getFirst().name() : model.provider();
      providers.put(model.name(), dialects.getOrDefault(provider, provider));
    }
    RetrievalSettings retrieval = settings.retrieval();
    return new Facts(
        Firstword.VERSION,
        providers,
        settings.storage().kind() == StorageSettings.Kind.POSTGRESQL ? "postgresql" : "sqlite",
        retrieval.embedding() == null ? "" : retrieval.embedding().endpoint().model(),
        retrieval.reranking() == null ? "" : retrieval.reranking().endpoint().model());
  }

  LatencyRoutes.Parts routes() {
    return new LatencyRoutes.Parts(monitor, alerts, diagnostician, clock);
  }

  LoopWatch loops() {
    return loops;
  }

  /** Who hears of calls beside turns. */
  Calls calls() {
    return traces == null ? Calls.NONE : traces;
  }

  Monitor monitor() {
    return monitor;
  }

  @Override
  public void close() {
    monitor.settle(); // Collectors hear of the last turns too.
    loops.close();
    alerts.close();
    if (webhook != null) {
      webhook.close();
    }
    diagnostician.close();
    if (snapshots != null) {
      snapshots.close();
    }
    if (traces != null) {
      traces.close();
    }
  }
}
