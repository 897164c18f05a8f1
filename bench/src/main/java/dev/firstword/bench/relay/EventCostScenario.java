package dev.firstword.bench.relay;

import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.relay.LoadRun.RunResult;
import dev.firstword.bench.report.BarChart;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures the cost and the delay per event with a constant set of streams. */
final class EventCostScenario implements RelayScenario {

  private static final int STREAMS = RunSize.of("STREAMS", 1_000);
  private static final double MAX_TIMES_NGINX = 1.3;

  /** The rate that fills a core. */
  static final EventCostScenario FULL_CORE =
      new EventCostScenario(
          "cost", RunSize.of("RATE", 30_000), Target.atMost(MAX_TIMES_NGINX), Target.none());

  /** A rate with room to spare, at which nothing should be late. */
  static final EventCostScenario STEADY =
      new EventCostScenario("steady", RunSize.of("RATE", 10_000), Target.none(), Target.atMost(2));

  private final String name;
  private final LoadProfile load;
  private final String rateLabel;
  private final Target timesNginx;
  private final Target p99DelayMillis;
  private final Map<String, RunResult> results = new LinkedHashMap<>();

  private EventCostScenario(String name, int rate, Target timesNginx, Target p99DelayMillis) {
    this.name = name;
    this.load = new LoadProfile(STREAMS, rate, 0, 3, 1, RunSize.of("SECONDS", 4));
    this.rateLabel = String.format(Locale.ROOT, "%,d/s", rate);
    this.timesNginx = timesNginx;
    this.p99DelayMillis = p99DelayMillis;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT, "Cost per relayed event: %,d streams, %s events", STREAMS, rateLabel);
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    results.put(system.name(), runner.run(load, system));
  }

  @Override
  public void record(Measurements measurements) {
    results.forEach((system, one) -> {
      if (!system.equals(SystemUnderTest.DIRECT)) {
        measurements.record(costFigure(system), one.cpuMicrosPerEvent(), "us");
      }
      recordDelay(measurements, system, one, 50, Target.none());
      recordDelay(
          measurements,
          system,
          one,
          99,
          system.equals(SystemUnderTest.FIRSTWORD) ? p99DelayMillis : Target.none());
      measurements.record(
          system + ": events lost or duplicated", (double) one.lost(), "", Target.atMost(0));
    });
    SystemUnderTest.withoutBaselines(results)
        .forEach((system, ours) ->
            measurements.record(
                "CPU time per event, " + system + " : nginx",
                ours.cpuMicrosPerEvent()
                    / SystemUnderTest.get(results, SystemUnderTest.NGINX).cpuMicrosPerEvent(),
                "",
                timesNginx));
  }

  private void recordDelay(
      Measurements measurements, String system, RunResult one, int percentile, Target target) {
    measurements.record(
        system + ": event late, " + rateLabel + ", p" + percentile,
        NoiseAwareRunner.millis(one.observations().delays(), percentile),
        "ms",
        target);
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-" + name,
        "CPU time per relayed event, one core, %,d streams, %s events"
            .formatted(STREAMS, rateLabel),
        List.of(costFigure(SystemUnderTest.NGINX), costFigure(SystemUnderTest.FIRSTWORD)),
        figures);
  }

  private String costFigure(String system) {
    return system + ": CPU time per event, " + rateLabel;
  }
}
