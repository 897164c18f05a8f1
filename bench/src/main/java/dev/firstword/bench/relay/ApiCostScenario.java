package dev.firstword.bench.relay;

import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.relay.LoadRun.RunResult;
import dev.firstword.bench.report.BarChart;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares what an event costs through each provider-compatible API with the native API of the same
 * server. The provider speaks the Messages API, so that one passes through and two are translated.
 */
final class ApiCostScenario implements RelayScenario {

  private static final int STREAMS = RunSize.of("STREAMS", 1_000);
  private static final int RATE = RunSize.of("RATE", 30_000);
  private static final int WARM_UP_SECONDS = 20;
  private static final Target TIMES_NATIVE = Target.atMost(1.1);

  private final LoadProfile load =
      new LoadProfile(STREAMS, RATE, 0, 3, 1, RunSize.of("SECONDS", 4));
  private final Map<String, RunResult> results = new LinkedHashMap<>();

  @Override
  public String name() {
    return "apis";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "Cost per event of each API: %,d streams, %,d events/s",
        load.streams(),
        load.eventsPerSecond());
  }

  @Override
  public LoadProfile warmUp() {
    return new LoadProfile(1000, 20_000, 150, 5, 1, RunSize.of("WARM_SECONDS", WARM_UP_SECONDS));
  }

  @Override
  public List<SystemUnderTest> servers(URI address, long pid) {
    return List.of(
        SystemUnderTest.asServer(SystemUnderTest.FIRSTWORD, address, pid),
        SystemUnderTest.asMessages("/v1/messages", address, pid),
        SystemUnderTest.asChatCompletions("/v1/chat/completions", address, pid),
        SystemUnderTest.asResponses("/v1/responses", address, pid));
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
      for (int percentile : new int[] {50, 99}) {
        measurements.record(
            system + ": event late, p" + percentile,
            NoiseAwareRunner.millis(one.observations().delays(), percentile),
            "ms",
            Target.none());
      }
      measurements.record(
          system + ": events lost or duplicated", (double) one.lost(), "", Target.atMost(0));
    });
    double ours = SystemUnderTest.get(results, SystemUnderTest.FIRSTWORD).cpuMicrosPerEvent();
    SystemUnderTest.withoutBaselines(results)
        .forEach((system, one) -> {
          if (system.startsWith("/")) {
            measurements.record(
                "CPU time per event, " + system + " : native",
                one.cpuMicrosPerEvent() / ours,
                "",
                TIMES_NATIVE);
          }
        });
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarChart.write(
        root,
        "relay-apis",
        "CPU time per event, one core, %,d streams, %,d events/s".formatted(STREAMS, RATE),
        List.of(
            costFigure(SystemUnderTest.NGINX),
            costFigure(SystemUnderTest.FIRSTWORD),
            costFigure("/v1/messages"),
            costFigure("/v1/chat/completions"),
            costFigure("/v1/responses")),
        figures);
  }

  private static String costFigure(String system) {
    return system + ": CPU time per event";
  }
}
