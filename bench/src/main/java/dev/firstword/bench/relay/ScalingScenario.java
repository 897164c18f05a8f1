package dev.firstword.bench.relay;

import dev.firstword.bench.relay.LoadRun.RunResult;
import dev.firstword.bench.report.BarChart;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures cost per event, delay and memory of a system as the number of streams grows: ten events
 * per second on each stream, and one with the most streams. That maximum is what the load generator
 * can open with 20,000 file descriptors: two per stream, plus the connections that servers keep
 * alive.
 */
final class ScalingScenario implements RelayScenario {

  private static final List<LoadProfile> LOADS =
      List.of(
          new LoadProfile(1, 10, 0, 0.2, 0.5, 4),
          new LoadProfile(10, 100, 0, 0.2, 0.5, 3),
          new LoadProfile(100, 1_000, 0, 0.5, 0.5, 3),
          new LoadProfile(1_000, 10_000, 0, 2, 1, 3),
          new LoadProfile(8_500, 8_500, 0, 20, 2, 4));

  private static final double MEGABYTE = 1 << 20;

  private final Map<String, Map<Integer, RunResult>> results = new LinkedHashMap<>();

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "Scaling from 1 to 8,500 streams: cost and delay per event, and memory";
  }

  /**
   * Servers keep idle connections to the provider for a minute, so a second pass would run out of
   * file descriptors.
   */
  @Override
  public int passes() {
    return 1;
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    Map<Integer, RunResult> sizes = new LinkedHashMap<>();
    for (LoadProfile load : LOADS) {
      sizes.put(load.streams(), runner.run(load, system));
    }
    results.put(system.name(), sizes);
  }

  @Override
  public void record(Measurements measurements) {
    results.forEach((name, sizes) ->
        sizes.forEach((streams, one) -> {
          measurements.record(
              figureName(name, streams, "events lost or duplicated"),
              (double) one.lost(),
              "",
              Target.atMost(0));
          measurements.record(
              figureName(name, streams, "event late, p99"),
              NoiseAwareRunner.millis(one.observations().delays(), 99),
              "ms");
          if (!name.equals(SystemUnderTest.DIRECT)) {
            measurements.record(costFigure(name, streams), one.cpuMicrosPerEvent(), "us");
            measurements.record(
                figureName(name, streams, "resident"), one.residentBytes() / MEGABYTE, "MB");
          }
        }));
  }

  private static String costFigure(String name, int streams) {
    return figureName(name, streams, "CPU time per event");
  }

  private static String figureName(String name, int streams, String what) {
    return String.format(Locale.ROOT, "%s, %,d streams: %s", name, streams, what);
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    List<String> costs = new ArrayList<>();
    for (String name : List.of(SystemUnderTest.NGINX, SystemUnderTest.FIRSTWORD)) {
      LOADS.forEach(load -> costs.add(costFigure(name, load.streams())));
    }
    BarChart.write(root, "relay-growth", "CPU time per relayed event, by streams", costs, figures);
  }
}
