package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Nobody comes or goes: what an event costs, and how late it is. */
final class EventCost implements RelayTopic {

  private static final int STREAMS = Size.of("STREAMS", 1_000);
  private static final int RATE = Size.of("RATE", 30_000);
  private static final Load LOAD = new Load(STREAMS, RATE, 0, 3, 1, Size.of("SECONDS", 4));
  private static final String AT = String.format(Locale.ROOT, "%,d/s", RATE);
  private static final double MOST_TIMES_NGINX = 1.3;

  private final Map<String, Seen> seen = new LinkedHashMap<>();

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT, "What relaying an event costs: %,d streams, %,d events/s", STREAMS, RATE);
  }

  @Override
  public void measure(Contender contender, QuietRuns runs) throws Exception {
    seen.put(contender.name(), runs.under(LOAD, contender));
  }

  @Override
  public void tell(Passes passes) {
    seen.forEach((name, one) -> {
      if (!name.equals(Contender.DIRECT)) {
        passes.record(cost(name), one.cpuMicrosPerEvent(), "us");
      }
      for (int percentile : new int[] {50, 99}) {
        passes.record(
            name + ": event late, " + AT + ", p" + percentile,
            QuietRuns.millis(one.heard().delays(), percentile),
            "ms");
      }
      passes.record(name + ": events lost or doubled", (double) one.lost(), "", Target.atMost(0));
    });
    Contender.servers(seen)
        .forEach((name, ours) ->
            passes.record(
                "processor time an event, " + name + " : nginx",
                ours.cpuMicrosPerEvent() / Contender.of(seen, Contender.NGINX).cpuMicrosPerEvent(),
                "",
                Target.atMost(MOST_TIMES_NGINX)));
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    BarPlot.write(
        root,
        "relay-cost",
        "Processor time for a relayed event, one core, 1,000 streams, 30,000 events/s",
        List.of(cost(Contender.NGINX), cost(Contender.FIRSTWORD)),
        figures);
  }

  private static String cost(String name) {
    return name + ": processor time an event, " + AT;
  }
}
