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
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What does measuring cost? One server does the same turns again and again, with measuring on and
 * off, each pass beside its like, by the kernel's count of processor time. How a JVM happens to
 * compile a program lasts as long as it does, and is the same for both.
 *
 * <p>Nearly all of it is done once a turn, and a pass differs from the next by far more than that
 * is of a usual turn. So it is measured in short turns, of which it is a large part, and held
 * against what a usual turn costs. What each further token adds is one look at the clock. What does
 * not happen on a turn's way is the same at any load, and bounded by what the server does, with as
 * many turns kept, while nobody asks anything: that share of a core is added.
 */
final class CostQuestion {

  private static final double MOST_PERCENT = 2;
  private static final int TURNS = 200;

  /**
   * Of short turns, so that a pass takes seconds of processor time, which is told in hundredths.
   */
  private static final int ROUNDS = 8;

  /** So many that what is done once a turn is compiled too, and not only what each token costs. */
  private static final int WARM_UPS = 8;

  private static final int USUAL_PASSES = 5;

  private static final int PASS_LIMIT_SECONDS = 60;
  private static final int LOAD_CORE = 0;
  private static final int SERVER_CORE = 1;
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** Nothing of it grows while it is looked at. */
  private static final String HEAP = "-Xms512m -XX:+AlwaysPreTouch";

  private static final Pace PACE = new Pace(100, 200, 50, 250);

  private static final Pace BRIEFLY = new Pace(20, 30, 400, 20);

  private static final String LAB = "lab:\n  enabled: true\n";

  private final Path root;
  private final int servers = Size.of("SERVERS", 2);
  private final int pairs = Size.of("PAIRS", 6);

  CostQuestion(Path root) {
    this.root = root;
  }

  void ask(Passes passes) throws Exception {
    List<Double> costs = new ArrayList<>();
    List<Double> rests = new ArrayList<>();
    // What is started from here stays here, but for the servers.
    try (Core.Kept _ = Core.canBeChosen() ? Core.keepTo(LOAD_CORE) : () -> {};
        Site site = Site.open(root);
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < servers; i++) {
        Node node = site.node("measured-" + i, LAB);
        if (Core.canBeChosen()) {
          node.behind(Core.words(SERVER_CORE));
        }
        try (Node server = node.with(HEAP);
            Readers readers = new Readers(server.address())) {
          server.start();
          People people = new People(client, server.address(), server.address());
          new Server(site, server, readers, people).compare(pairs, passes, costs, rests);
        }
      }
    }
    passes.record("on a usual turn's way, median of all pairs", median(costs), "%");
    passes.record(
        "what measuring costs a core, with all that goes on while nothing is asked",
        median(costs) + median(rests),
        "%",
        Target.atMost(MOST_PERCENT));
  }

  /** One server that is asked. */
  private record Server(Site site, Node node, Readers readers, People people) {

    void compare(int pairs, Passes passes, List<Double> costs, List<Double> rests)
        throws Exception {
      site.simulator().pace(BRIEFLY);
      for (int i = 0; i < WARM_UPS; i++) {
        pass(i % 2 == 0, "warm-up " + i);
      }
      List<Double> extra = new ArrayList<>();
      for (int i = 0; i < pairs; i++) {
        // Which is first alternates, so that what slowly changes befalls both.
        boolean measuredFirst = i % 2 == 0;
        double first = pass(measuredFirst, i + " a");
        double second = pass(!measuredFirst, i + " b");
        double on = measuredFirst ? first : second;
        double off = measuredFirst ? second : first;
        passes.record("a short turn, measured", on, "us");
        passes.record("a short turn, unmeasured", off, "us");
        passes.record("what measuring adds to a turn, pair by pair", on - off, "us");
        extra.add(on - off);
      }
      double usual = usual(passes);
      extra.forEach(micros -> costs.add(micros / usual * 100));
      double idle = idle();
      passes.record("core in use, while nothing is asked", idle * 100, "%");
      rests.add(idle * 100);
    }

    /** What a turn of the usual length costs in microseconds, unmeasured. */
    private double usual(Passes passes) throws Exception {
      site.simulator().pace(PACE);
      measure(false);
      List<Double> turns = new ArrayList<>();
      for (int i = 0; i < USUAL_PASSES; i++) {
        turns.add(round("usual " + i));
      }
      passes.record("a turn of 250 tokens, unmeasured", median(turns), "us");
      return median(turns);
    }

    private void measure(boolean on) throws Exception {
      people.lab("{\"measured\": " + on + "}");
    }

    /** Microseconds of processor time a short turn, with the counting that it leaves to others. */
    private double pass(boolean measured, String name) throws Exception {
      measure(measured);
      double seconds = node.program().cpuSeconds();
      for (int i = 0; i < ROUNDS; i++) {
        round(name + ' ' + i);
      }
      people.percentiles();
      return (node.program().cpuSeconds() - seconds) * 1e6 / (ROUNDS * TURNS);
    }

    /** Microseconds of processor time a turn, of many at once. */
    private double round(String name) throws Exception {
      double seconds = node.program().cpuSeconds();
      List<Reader> turns = new ArrayList<>();
      for (int i = 0; i < TURNS; i++) {
        turns.add(readers.post("Pass " + name + ", question " + i));
      }
      CompletableFuture.allOf(turns.stream().map(Reader::end).toArray(CompletableFuture[]::new))
          .get(PASS_LIMIT_SECONDS, TimeUnit.SECONDS);
      for (Reader turn : turns) {
        if (turn.fault() != null) {
          throw new IllegalStateException(turn.fault());
        }
      }
      return (node.program().cpuSeconds() - seconds) * 1e6 / TURNS;
    }

    /** The share of a core that it uses, with measuring on. */
    private double idle() throws Exception {
      measure(true);
      // What the JVM still compiles is not what measuring does.
      TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
      double seconds = node.program().cpuSeconds();
      TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
      return (node.program().cpuSeconds() - seconds) * 1e9 / IDLE.toNanos();
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
