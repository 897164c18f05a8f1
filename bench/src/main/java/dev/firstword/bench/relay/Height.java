package dev.firstword.bench.relay;

import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many events a second a contender keeps up with, and what one costs then. */
final class Height implements RelayTopic {

  private static final int STEP = 20_000;
  private static final Climb.Way WAY = new Climb.Way(500, STEP, 200_000, rate -> rate + STEP);

  private final Map<String, Climb.Top> tops = new LinkedHashMap<>();

  @Override
  public String name() {
    return "height";
  }

  @Override
  public String title() {
    return "How many events a second are relayed in time: 500 streams on one core";
  }

  @Override
  public void measure(Contender contender, QuietRuns runs) throws Exception {
    tops.put(contender.name(), Climb.of(runs.ground(), contender, WAY));
  }

  @Override
  public void tell(Passes passes) {
    tops.forEach((name, top) -> {
      passes.record(most(name), top.perSecond(), "");
      if (!name.equals(Contender.DIRECT)) {
        passes.record(name + ": processor time an event, then", top.cpuMicros(), "us");
      }
    });
    Contender.servers(tops)
        .forEach((name, top) ->
            passes.record(
                "processor time an event at the most, " + name + " : nginx",
                top.cpuMicros() / Contender.of(tops, Contender.NGINX).cpuMicros(),
                "",
                Target.atMost(1)));
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarPlot.write(
        root,
        "relay-height",
        "Events a second relayed in time, one core, 500 streams (direct: what the load itself reaches)",
        List.of(most(Contender.DIRECT), most(Contender.NGINX), most(Contender.FIRSTWORD)),
        figures);
  }

  private static String most(String name) {
    return name + ": most events a second";
  }
}
