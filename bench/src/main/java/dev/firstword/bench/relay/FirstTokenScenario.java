package dev.firstword.bench.relay;

import dev.firstword.bench.harness.RunSize;
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
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Measures the time to first token, with streams of 15 s that constantly end and are replaced. */
final class FirstTokenScenario implements RelayScenario {

  private static final LoadProfile LOAD = new LoadProfile(1000, 10_000, 150, 3, 1, 7);
  private static final String FIRST_WORD_FIGURE = "%s: first word, 10,000/s";

  private final Map<String, RunResult> results = new LinkedHashMap<>();

  @Override
  public String name() {
    return "first-word";
  }

  @Override
  public String title() {
    return "Added time to first token: 1,000 streams, 10,000 events/s, 67 new streams/s";
  }

  /** At the measured rate: a busier core would leave no time for JIT compilation. */
  @Override
  public LoadProfile warmUp() {
    return new LoadProfile(1000, 10_000, 150, 5, 1, RunSize.of("WARM_SECONDS", 60));
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    results.put(system.name(), runner.run(LOAD, system));
  }

  @Override
  public void record(Measurements measurements) {
    results.forEach((name, one) -> {
      recordPercentiles(
          measurements, FIRST_WORD_FIGURE.formatted(name), one.observations().ttfts());
      recordPercentiles(
          measurements, name + ": first word relayed, 10,000/s", one.observations().firstDelays());
      measurements.record(
          name + ": events lost or duplicated, with turnover",
          (double) one.lost(),
          "",
          Target.atMost(0));
    });
    RunResult direct = SystemUnderTest.get(results, SystemUnderTest.DIRECT);
    SystemUnderTest.withoutBaselines(results)
        .forEach((name, ours) -> {
          recordAdded(
              measurements,
              name + ", first word",
              ours.observations().ttfts(),
              direct.observations().ttfts());
          recordAdded(
              measurements,
              name + ", first word relayed",
              ours.observations().firstDelays(),
              direct.observations().firstDelays());
        });
  }

  private static void recordPercentiles(Measurements measurements, String what, Histogram micros) {
    for (int percentile : new int[] {50, 99}) {
      measurements.record(
          what + ", p" + percentile, NoiseAwareRunner.millis(micros, percentile), "ms");
    }
  }

  private static void recordAdded(
      Measurements measurements, String what, Histogram ours, Histogram direct) {
    Map<Integer, Target> targets = Map.of(50, Target.atMost(0.5), 99, Target.atMost(2));
    for (int percentile : new int[] {50, 99}) {
      measurements.record(
          "%s - direct, p%d".formatted(what, percentile),
          NoiseAwareRunner.millis(ours, percentile) - NoiseAwareRunner.millis(direct, percentile),
          "ms",
          targets.getOrDefault(percentile, Target.none()));
    }
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    List<String> delays = new ArrayList<>();
    for (String name :
        List.of(SystemUnderTest.DIRECT, SystemUnderTest.NGINX, SystemUnderTest.FIRSTWORD)) {
      delays.add(FIRST_WORD_FIGURE.formatted(name) + ", p50");
      delays.add(FIRST_WORD_FIGURE.formatted(name) + ", p99");
    }
    BarChart.write(
        root,
        "relay-first-word",
        "From the question to its first word, one core, 1,000 streams, 10,000 events/s",
        delays,
        figures);
  }
}
