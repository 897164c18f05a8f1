package dev.firstword.bench.relay;

import dev.firstword.bench.relay.Run.Seen;
import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Answers of 15 s, one after another: how long the first word takes. */
final class FirstWord implements RelayTopic {

  private static final Load LOAD = new Load(1000, 10_000, 150, 3, 1, 7);
  private static final String WORD = "%s: first word, 10,000/s";

  private final Map<String, Seen> seen = new LinkedHashMap<>();

  @Override
  public String name() {
    return "first-word";
  }

  @Override
  public String title() {
    return "How much later the first word comes: 1,000 streams, 10,000 events/s, 67 new ones a second";
  }

  /** At the rate that is measured: a core with more to do leaves its compiler no time. */
  @Override
  public Load warmUp() {
    return new Load(1000, 10_000, 150, 5, 1, Size.of("WARM_SECONDS", 60));
  }

  @Override
  public void measure(Contender contender, QuietRuns runs) throws Exception {
    seen.put(contender.name(), runs.under(LOAD, contender));
  }

  @Override
  public void tell(Passes passes) {
    seen.forEach((name, one) -> {
      percentiles(passes, WORD.formatted(name), one.heard().firstWords());
      percentiles(passes, name + ": first word relayed, 10,000/s", one.heard().firstDelays());
      passes.record(
          name + ": events lost or doubled, with turnover",
          (double) one.lost(),
          "",
          Target.atMost(0));
    });
    Seen direct = Contender.of(seen, Contender.DIRECT);
    Contender.servers(seen)
        .forEach((name, ours) -> {
          added(
              passes,
              name + ", first word",
              ours.heard().firstWords(),
              direct.heard().firstWords());
          added(
              passes,
              name + ", first word relayed",
              ours.heard().firstDelays(),
              direct.heard().firstDelays());
        });
  }

  private static void percentiles(Passes passes, String what, Histogram micros) {
    for (int percentile : new int[] {50, 99}) {
      passes.record(what + ", p" + percentile, QuietRuns.millis(micros, percentile), "ms");
    }
  }

  private static void added(Passes passes, String what, Histogram ours, Histogram direct) {
    Map<Integer, Target> targets = Map.of(50, Target.atMost(0.5), 99, Target.atMost(2));
    for (int percentile : new int[] {50, 99}) {
      passes.record(
          "%s - direct, p%d".formatted(what, percentile),
          QuietRuns.millis(ours, percentile) - QuietRuns.millis(direct, percentile),
          "ms",
          targets.getOrDefault(percentile, Target.none()));
    }
  }

  @Override
  public void plot(Path root, List<Figure> figures) throws IOException {
    List<String> delays = new ArrayList<>();
    for (String name : List.of(Contender.DIRECT, Contender.NGINX, Contender.FIRSTWORD)) {
      delays.add(WORD.formatted(name) + ", p50");
      delays.add(WORD.formatted(name) + ", p99");
    }
    BarPlot.write(
        root,
        "relay-first-word",
        "From the question to its first word, one core, 1,000 streams, 10,000 events/s",
        delays,
        figures);
  }
}
