package dev.firstword.bench.latency;

import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.Readers;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Core;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What does measuring cost? Two servers, one that measures everything and one that measures
 * nothing, do the same work at the same moments on one core, so that whatever else the machine does
 * befalls both; the load comes from another core. What counts is the kernel's count of processor
 * time for each event that reached a reader. How a JVM happens to compile a program makes a
 * difference of some percent that lasts as long as it does, so that it is done again with fresh
 * ones: with six pairs the median lies between the lowest and the highest with a confidence of 97
 * percent (all but 2 of 2 to the 6th).
 */
final class CostQuestion {

  private static final double MOST_PERCENT = 2;

  /** At each of the two. */
  private static final int TURNS = 60;

  private static final int WARM_UPS = 8;
  private static final int PASSES = 6;
  private static final int PASS_LIMIT_SECONDS = 60;
  private static final int LOAD_CORE = 0;
  private static final int SERVER_CORE = 1;

  /** The same for both, and nothing of it grows while they are looked at. */
  private static final String HEAP = "-Xms512m -XX:+AlwaysPreTouch -XX:StartFlightRecording=filename=/tmp/jfr-%p.jfr,settings=profile,maxsize=200m";

  /** About 3,000 events a second from each, for five seconds. */
  private static final Pace PACE = new Pace(100, 200, 50, 250);

  private final Path root;
  private final int pairs = Size.of("PAIRS", 6);

  CostQuestion(Path root) {
    this.root = root;
  }

  /** One of the two. */
  private static final class Side implements AutoCloseable {
    final Node node;
    final Readers readers;
    double cpuSeconds;
    double events;

    Side(Node node) throws Exception {
      this.node = Core.canBeChosen() ? node.behind(Core.words(SERVER_CORE)) : node;
      node.with(HEAP).start();
      readers = new Readers(node.address());
    }

    double microsPerEvent() {
      return cpuSeconds * 1e6 / events;
    }

    @Override
    public void close() {
      readers.close();
      node.close();
    }
  }

  void ask(Passes passes) throws Exception {
    List<Double> costs = new ArrayList<>();
    // What is started from here stays here, but for the servers.
    try (Core.Kept _ = Core.canBeChosen() ? Core.keepTo(LOAD_CORE) : () -> {};
        Site site = Site.open(root)) {
      site.simulator().pace(PACE);
      for (int i = 0; i < pairs; i++) {
        costs.add(pair(site, i, passes));
      }
    }
    passes.record(
        "what measuring costs, median of all pairs of servers",
        median(costs),
        "%",
        Target.atMost(MOST_PERCENT));
  }

  /** What it costs in percent, by two servers. */
  private static double pair(Site site, int number, Passes passes) throws Exception {
    try (Side on = new Side(site.node("measured-" + number, ""));
        Side off =
            new Side(site.node("unmeasured-" + number, "").with("-Dfirstword.unmeasured=true"))) {
      for (int i = 0; i < WARM_UPS; i++) {
        pass("warm-up " + i, List.of(on, off));
      }
      List<Side> sides = List.of(on, off);
      sides.forEach(side -> {
        side.cpuSeconds = -side.node.program().cpuSeconds();
        side.events = 0;
      });
      for (int i = 0; i < PASSES; i++) {
        // Who is asked first alternates.
        pass(Integer.toString(i), i % 2 == 0 ? sides : sides.reversed());
      }
      sides.forEach(side -> side.cpuSeconds += side.node.program().cpuSeconds());
      double percent = (on.microsPerEvent() / off.microsPerEvent() - 1) * 100;
      passes.record("processor time for an event, measured", on.microsPerEvent(), "us");
      passes.record("processor time for an event, unmeasured", off.microsPerEvent(), "us");
      passes.record("what measuring costs, pair by pair", percent, "%");
      return percent;
    }
  }

  /** The same turns at both, each begun with its like. */
  private static void pass(String name, List<Side> sides) throws Exception {
    List<Reader> all = new ArrayList<>();
    List<List<Reader>> turns = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < TURNS; i++) {
      for (int side = 0; side < sides.size(); side++) {
        Reader turn = sides.get(side).readers.post("Pass " + name + ", question " + i);
        turns.get(side).add(turn);
        all.add(turn);
      }
    }
    CompletableFuture.allOf(all.stream().map(Reader::end).toArray(CompletableFuture[]::new))
        .get(PASS_LIMIT_SECONDS, TimeUnit.SECONDS);
    for (Reader turn : all) {
      if (turn.fault() != null) {
        throw new IllegalStateException(turn.fault());
      }
    }
    for (int side = 0; side < sides.size(); side++) {
      sides.get(side).events += turns.get(side).stream().mapToLong(Reader::events).sum();
    }
  }

  /** Between the two in the middle, where there are as many above as below. */
  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
