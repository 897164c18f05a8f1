package dev.firstword.bench.latency;

import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.Readers;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
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
 * What does measuring cost? Two servers do the same work in turns, one that measures everything and
 * one that measures nothing; what counts is the processor time for each event that reached a
 * reader.
 */
final class CostQuestion {

  private static final double MOST_PERCENT = 2;
  private static final int TURNS = 120;
  private static final int WARM_UPS = 3;
  private static final int PASS_LIMIT_SECONDS = 60;

  /** About 6,000 events a second, for five seconds. */
  private static final Pace PACE = new Pace(100, 200, 50, 250);

  private final Path root;
  private final int pairs = Size.of("PAIRS", 10);

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
      this.node = node;
      node.start();
      readers = new Readers(node.address());
    }

    double microsPerEvent() {
      return cpuSeconds * 1e6 / events;
    }

    /** Processor time for each event of one pass, in microseconds. */
    double pass(String name) throws Exception {
      double before = node.program().cpuSeconds();
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
      double spent = node.program().cpuSeconds() - before;
      double read = turns.stream().mapToLong(Reader::events).sum();
      cpuSeconds += spent;
      events += read;
      return spent * 1e6 / read;
    }

    void forget() {
      cpuSeconds = 0;
      events = 0;
    }

    @Override
    public void close() {
      readers.close();
      node.close();
    }
  }

  void ask(Passes passes) throws Exception {
    try (Site site = Site.open(root);
        Side on = new Side(site.node("measured", ""));
        Side off = new Side(site.node("unmeasured", "").with("-Dfirstword.unmeasured=true"))) {
      site.simulator().pace(PACE);
      for (int i = 0; i < WARM_UPS; i++) {
        on.pass("warm-up " + i);
        off.pass("warm-up " + i);
      }
      on.forget();
      off.forget();
      for (int i = 0; i < pairs; i++) {
        pair(i, on, off, passes);
      }
      passes.record("processor time for an event, measured", on.microsPerEvent(), "us");
      passes.record("processor time for an event, unmeasured", off.microsPerEvent(), "us");
      passes.record(
          "what measuring costs, all pairs together",
          (on.microsPerEvent() / off.microsPerEvent() - 1) * 100,
          "%",
          Target.atMost(MOST_PERCENT));
    }
  }

  /** Each goes first as often as the other. */
  private static void pair(int number, Side on, Side off, Passes passes) throws Exception {
    String name = Integer.toString(number);
    double first = (number % 2 == 0 ? on : off).pass(name);
    double second = (number % 2 == 0 ? off : on).pass(name);
    double ratio = number % 2 == 0 ? first / second : second / first;
    passes.record("what measuring costs, pair by pair", (ratio - 1) * 100, "%");
  }
}
