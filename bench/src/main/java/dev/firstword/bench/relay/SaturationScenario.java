package dev.firstword.bench.relay;

import dev.firstword.bench.report.BarChart;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the maximum rate of events per second that a system sustains, and the cost per event at
 * that rate.
 */
final class SaturationScenario implements RelayScenario {

  private static final int STEP = 20_000;
  private static final SaturationSearch.RampPlan RAMP =
      new SaturationSearch.RampPlan(500, STEP, 200_000, rate -> rate + STEP);

  private final Map<String, SaturationSearch.SaturationPoint> saturationPoints =
      new LinkedHashMap<>();

  @Override
  public String name() {
    return "height";
  }

  @Override
  public String title() {
    return "Maximum rate of events relayed in time: 500 streams on one core";
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    saturationPoints.put(system.name(), SaturationSearch.run(runner.testBed(), system, RAMP));
  }

  @Override
  public void record(Measurements measurements) {
    saturationPoints.forEach((name, top) -> {
      measurements.record(rateFigure(name), top.eventsPerSecond(), "");
      if (!name.equals(SystemUnderTest.DIRECT)) {
        measurements.record(name + ": CPU time per event, then", top.cpuMicros(), "us");
      }
    });
    SystemUnderTest.withoutBaselines(saturationPoints)
        .forEach((name, top) ->
            measurements.record(
                "CPU time per event at the maximum rate, " + name + " : nginx",
                top.cpuMicros()
                    / SystemUnderTest.get(saturationPoints, SystemUnderTest.NGINX).cpuMicros(),
                "",
                Target.atMost(1)));
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-height",
        "Events a second relayed in time, one core, 500 streams (direct: what the load itself reaches)",
        List.of(
            rateFigure(SystemUnderTest.DIRECT),
            rateFigure(SystemUnderTest.NGINX),
            rateFigure(SystemUnderTest.FIRSTWORD)),
        figures);
  }

  private static String rateFigure(String name) {
    return name + ": maximum events per second";
  }
}
