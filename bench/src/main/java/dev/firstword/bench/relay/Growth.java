package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What becomes of an event's cost, of how late it is and of a contender's memory as there are more
 * streams: ten events a second on each, and one where there are most. Those are as many as the load
 * itself can hold with 20,000 open files: two for each stream, and those that servers keep for
 * later.
 */
final class Growth implements RelayTopic {

  private static final List<Load> LOADS =
      List.of(
          new Load(1, 10, 0, 0.2, 0.5, 4),
          new Load(10, 100, 0, 0.2, 0.5, 3),
          new Load(100, 1_000, 0, 0.5, 0.5, 3),
          new Load(1_000, 10_000, 0, 2, 1, 3),
          new Load(8_500, 8_500, 0, 20, 2, 4));

  private static final double MEGABYTE = 1 << 20;

  private final Map<String, Map<Integer, Seen>> seen = new LinkedHashMap<>();

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "From one stream to 8,500: what an event costs, how late it is, and memory";
  }

  /**
   * Servers keep their connections to the source for a minute: another pass would find no files.
   */
  @Override
  public int passes() {
    return 1;
  }

  @Override
  public void measure(Contender contender, QuietRuns runs) throws Exception {
    Map<Integer, Seen> sizes = new LinkedHashMap<>();
    for (Load load : LOADS) {
      sizes.put(load.streams(), runs.under(load, contender));
    }
    seen.put(contender.name(), sizes);
  }

  @Override
  public void tell(Passes passes) {
    seen.forEach((name, sizes) ->
        sizes.forEach((streams, one) -> {
          passes.record(
              about(name, streams, "events lost or doubled"),
              (double) one.lost(),
              "",
              Target.atMost(0));
          passes.record(
              about(name, streams, "event late, p99"),
              QuietRuns.millis(one.heard().delays(), 99),
              "ms");
          if (!name.equals(Contender.DIRECT)) {
            passes.record(cost(name, streams), one.cpuMicrosPerEvent(), "us");
            passes.record(about(name, streams, "resident"), one.residentBytes() / MEGABYTE, "MB");
          }
        }));
  }

  private static String cost(String name, int streams) {
    return about(name, streams, "processor time an event");
  }

  private static String about(String name, int streams, String what) {
    return String.format(Locale.ROOT, "%s, %,d streams: %s", name, streams, what);
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    List<String> costs = new ArrayList<>();
    for (String name : List.of(Contender.NGINX, Contender.FIRSTWORD)) {
      LOADS.forEach(load -> costs.add(cost(name, load.streams())));
    }
    BarPlot.write(
        root, "relay-growth", "Processor time for a relayed event, by streams", costs, figures);
  }
}
