package dev.firstword.app;

import dev.firstword.http.LatencyRoutes;
import dev.firstword.monitor.Metrics;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.SnapshotFile;
import dev.firstword.monitor.TurnMetrics;
import dev.firstword.monitor.alert.Alerts;
import dev.firstword.monitor.diagnosis.Diagnostician;
import dev.firstword.monitor.diagnosis.ModelFacts;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The parts that watch how long turns take. */
final class MonitorParts implements AutoCloseable {

  private final Monitor monitor;
  private final Alerts alerts;
  private final Diagnostician diagnostician;
  private final InstantSource clock;
  private final @Nullable SnapshotFile snapshots;

  MonitorParts(Settings settings, Metrics metrics, InstantSource clock) {
    monitor = new Monitor(settings.levels(), clock);
    monitor.listen(new TurnMetrics(metrics, monitor.levels()));
    Path file = file(settings, "latency");
    snapshots = file == null ? null : new SnapshotFile(monitor, file);
    alerts = new Alerts(monitor.levels(), monitor::newest, clock);
    alerts.start();
    diagnostician = new Diagnostician(monitor, facts(settings), clock, file(settings, "diagnosis"));
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

  LatencyRoutes.Parts routes() {
    return new LatencyRoutes.Parts(monitor, alerts, diagnostician, clock);
  }

  Monitor monitor() {
    return monitor;
  }

  @Override
  public void close() {
    alerts.close();
    diagnostician.close();
    if (snapshots != null) {
      snapshots.close();
    }
  }
}
