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
  private static final int RATE = RunSize.of("RATE", 30_000);
  private static final LoadProfile LOAD =
      new LoadProfile(STREAMS, RATE, 0, 3, 1, RunSize.of("SECONDS", 4));
  private static final String RATE_LABEL = String.format(Locale.ROOT, "%,d/s", RATE);
  private static final double MAX_TIMES_NGINX = 1.3;

  private final Map<String, RunResult> results = new LinkedHashMap<>();

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT, "Cost per relayed event: %,d streams, %,d events/s", STREAMS, RATE);
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    results.put(system.name(), runner.run(LOAD, system));
  }

  @Override
  public void record(Measurements measurements) {
    results.forEach((name, one) -> {
      if (!name.equals(SystemUnderTest.DIRECT)) {
        measurements.record(costFigure(name), one.cpuMicrosPerEvent(), "us");
      }
      for (int percentile : new int[] {50, 99}) {
        measurements.record(
            name + ": event late, " + RATE_LABEL + ", p" + percentile,
            NoiseAwareRunner.millis(one.observations().delays(), percentile),
            "ms");
      }
      measurements.record(
          name + ": events lost or duplicated", (double) one.lost(), "", Target.atMost(0));
    });
    SystemUnderTest.withoutBaselines(results)
        .forEach((name, ours) ->
            measurements.record(
                "CPU time per event, " + name + " : nginx",
                ours.cpuMicrosPerEvent()
                    / SystemUnderTest.get(results, SystemUnderTest.NGINX).cpuMicrosPerEvent(),
                "",
                Target.atMost(MAX_TIMES_NGINX)));
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-cost",
        "CPU time per relayed event, one core, 1,000 streams, 30,000 events/s",
        List.of(costFigure(SystemUnderTest.NGINX), costFigure(SystemUnderTest.FIRSTWORD)),
        figures);
  }

  private static String costFigure(String name) {
    return name + ": CPU time per event, " + RATE_LABEL;
  }
}
