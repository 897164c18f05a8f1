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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the cost of turns that start and end all the time: the CPU time of each, and how long
 * its first event takes.
 */
final class TurnoverScenario implements RelayScenario {

  private static final int TURNS_PER_SECOND = RunSize.of("TURNS", 300);
  private static final int SECONDS = RunSize.of("SECONDS", 8);

  /** Turns of 20 events in two seconds. */
  static final TurnoverScenario SHORT_TURNS =
      new TurnoverScenario(
          "turns",
          LoadProfile.withTurnover(2 * TURNS_PER_SECOND, 20, TURNS_PER_SECOND, 3, SECONDS),
          Map.of(
              "CPU time per turn, firstword", Target.atMost(0.9),
              "first event, firstword - direct, p50", Target.atMost(1),
              "first event, firstword - direct, p99", Target.atMost(5)));

  /** Turns of 100 events, at the rate that fills a core. */
  static final TurnoverScenario FULL_CORE =
      new TurnoverScenario(
          "turnover",
          LoadProfile.withTurnover(1_000, 100, TURNS_PER_SECOND, 3, SECONDS),
          Map.of(
              "CPU time, firstword : nginx", Target.atMost(1.3),
              "first event, firstword, p50", Target.atMost(2),
              "first event, firstword, p99", Target.atMost(10)));

  private final String name;
  private final LoadProfile load;
  private final Map<String, Target> targets;
  private final Map<String, RunResult> results = new LinkedHashMap<>();

  private TurnoverScenario(String name, LoadProfile load, Map<String, Target> targets) {
    this.name = name;
    this.load = load;
    this.targets = targets;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return "Cost of %,d turns/s of %d events".formatted(TURNS_PER_SECOND, load.eventsPerStream());
  }

  @Override
  public LoadProfile warmUp() {
    return LoadProfile.withTurnover(
        load.streams(),
        load.eventsPerStream(),
        TURNS_PER_SECOND,
        3,
        RunSize.of("WARM_SECONDS", 40));
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    results.put(system.name(), runner.run(load, system));
  }

  @Override
  public void record(Measurements measurements) {
    RunResult direct = SystemUnderTest.get(results, SystemUnderTest.DIRECT);
    RunResult nginx = SystemUnderTest.get(results, SystemUnderTest.NGINX);
    results.forEach((system, one) -> {
      recordPercentiles(measurements, "first event, " + system, one, null);
      measurements.record(
          system + ": events lost or duplicated", (double) one.lost(), "", Target.atMost(0));
      if (!system.equals(SystemUnderTest.DIRECT)) {
        record(measurements, cpuFigure(system), one.cpuMillisPerStream(), "ms");
        record(measurements, "CPU time per event, " + system, one.cpuMicrosPerEvent(), "us");
        recordPercentiles(measurements, "first event, " + system + " - direct", one, direct);
      }
    });
    SystemUnderTest.withoutBaselines(results)
        .forEach((system, ours) ->
            record(
                measurements,
                "CPU time, " + system + " : nginx",
                ours.cpuMicrosPerEvent() / nginx.cpuMicrosPerEvent(),
                ""));
  }

  private void recordPercentiles(
      Measurements measurements, String what, RunResult one, @Nullable RunResult baseline) {
    for (int percentile : new int[] {50, 99}) {
      double millis = NoiseAwareRunner.millis(one.observations().ttfts(), percentile);
      double deducted =
          baseline == null
              ? 0
              : NoiseAwareRunner.millis(baseline.observations().ttfts(), percentile);
      record(measurements, what + ", p" + percentile, millis - deducted, "ms");
    }
  }

  private void record(Measurements measurements, String figure, double value, String unit) {
    measurements.record(figure, value, unit, targets.getOrDefault(figure, Target.none()));
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-" + name,
        "CPU time per turn of %d events, one core".formatted(load.eventsPerStream()),
        List.of(cpuFigure(SystemUnderTest.NGINX), cpuFigure(SystemUnderTest.FIRSTWORD)),
        figures);
  }

  private static String cpuFigure(String system) {
    return "CPU time per turn, " + system;
  }
}
