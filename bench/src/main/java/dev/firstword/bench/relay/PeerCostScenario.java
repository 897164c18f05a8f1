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

/**
 * Measures the cost per event in third-party relays, with as many streams as all of them support:
 * Spring AI's client makes 64 concurrent calls. Measures first at a rate that all of them sustain,
 * then each at its saturation point.
 */
final class PeerCostScenario implements RelayScenario {

  private static final int STREAMS = RunSize.of("STREAMS", 50);
  private static final int RATE = RunSize.of("RATE", 1_000);
  private static final LoadProfile LOAD = new LoadProfile(STREAMS, RATE, 0, 3, 1, 5);

  /**
   * Raises the rate by half at each step, from what all systems sustain to what the load generator
   * can produce.
   */
  private static final SaturationSearch.RampPlan RAMP =
      new SaturationSearch.RampPlan(STREAMS, RATE, 200_000, rate -> rate + rate / 2);

  private static final Map<String, Target> TARGETS =
      Map.of(
          PeerRelays.PORTKEY, Target.atMost(1 / 7.0),
          PeerRelays.SPRING_AI, Target.atMost(0.5),
          PeerRelays.LANGCHAIN4J, Target.atMost(0.5));

  private final Map<String, RunResult> results = new LinkedHashMap<>();
  private final Map<String, SaturationSearch.SaturationPoint> saturationPoints =
      new LinkedHashMap<>();

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "Cost per relayed event in third-party relays: "
        + STREAMS
        + " streams, "
        + RATE
        + " events/s and up";
  }

  @Override
  public LoadProfile warmUp() {
    return new LoadProfile(STREAMS, 2 * RATE, 150, 5, 1, RunSize.of("WARM_SECONDS", 30));
  }

  @Override
  public void measure(SystemUnderTest system, NoiseAwareRunner runner) throws Exception {
    RunResult one = runner.run(LOAD, system);
    results.put(system.name(), one);
    saturationPoints.put(system.name(), SaturationSearch.run(runner.testBed(), system, RAMP));
  }

  @Override
  public void record(Measurements measurements) {
    results.forEach((name, one) -> {
      if (!name.equals(SystemUnderTest.DIRECT)) {
        measurements.record(costFigure(name), one.cpuMicrosPerEvent(), "us");
      }
      for (int percentile : new int[] {50, 99}) {
        measurements.record(
            name + ": event late, p" + percentile,
            NoiseAwareRunner.millis(one.observations().delays(), percentile),
            "ms");
      }
      // LangChain4j's pool starves some streams, so the comparison is per event.
      measurements.record(
          name + ": events that came of those meant",
          100.0 * one.events() / (RATE * one.seconds()),
          "%");
      measurements.record(name + ": events lost", (double) one.lost(), "events");
    });
    saturationPoints.forEach((name, saturation) -> {
      measurements.record(name + ": maximum events per second", saturation.eventsPerSecond(), "");
      if (!name.equals(SystemUnderTest.DIRECT)) {
        measurements.record(name + ": CPU time per event, then", saturation.cpuMicros(), "us");
      }
    });
    double ours = SystemUnderTest.get(results, SystemUnderTest.FIRSTWORD).cpuMicrosPerEvent();
    double oursThen = SystemUnderTest.get(saturationPoints, SystemUnderTest.FIRSTWORD).cpuMicros();
    TARGETS.forEach((name, target) -> {
      measurements.record(
          "CPU time per event, firstword : " + name,
          ours / SystemUnderTest.get(results, name).cpuMicrosPerEvent(),
          "",
          target);
      SaturationSearch.SaturationPoint saturation = SystemUnderTest.get(saturationPoints, name);
      if (saturation.eventsPerSecond() > 0) { // otherwise it did not sustain the first step
        measurements.record(
            "the same, each at its maximum rate, firstword : " + name,
            oursThen / saturation.cpuMicros(),
            "",
            target);
      }
    });
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-peers",
        "CPU time per relayed event, one core, " + STREAMS + " streams, " + RATE + " events/s",
        List.of(
            costFigure(SystemUnderTest.NGINX),
            costFigure(SystemUnderTest.FIRSTWORD),
            costFigure(PeerRelays.SPRING_AI),
            costFigure(PeerRelays.LANGCHAIN4J),
            costFigure(PeerRelays.PORTKEY)),
        figures);
  }

  private static String costFigure(String name) {
    return name + ": CPU time per event";
  }
}
