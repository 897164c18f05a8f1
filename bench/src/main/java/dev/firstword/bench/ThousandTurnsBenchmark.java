package dev.firstword.bench;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.Readers;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.HeapWatch;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * A thousand turns posted in one moment, through one server: whether each is whole and its own, and
 * how long people wait. Readers, server and simulator share the machine.
 */
final class ThousandTurnsBenchmark implements Benchmark {

  private static final int PASSES = 3;
  private static final int TURNS = 1000;
  private static final int PASS_LIMIT_SECONDS = 180;
  private static final int SHOWN_PROBLEMS = 5;
  private static final double MEGABYTE = 1 << 20;

  /** About 10,000 events a second at a thousand turns; an answer of 15 s. */
  private static final Pace PACE = new Pace(700, 2000, 10, 150);

  private static final Pace QUICK = new Pace(100, 200, 100, 100);

  @Override
  public String name() {
    return "thousand";
  }

  @Override
  public String title() {
    return "A thousand turns at once, one server with a heap of 512 MB";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Stage stage = Stage.open(root, "");
        Readers readers = new Readers(stage.server().address());
        HeapWatch heap = HeapWatch.of(stage.server().pid())) {
      stage.simulator().pace(QUICK);
      awaitAll(post(readers, markers(0, TURNS)), Reader::end);

      stage.simulator().pace(PACE);
      for (int pass = 1; pass <= PASSES; pass++) {
        System.out.println("  pass " + pass + " of " + PASSES);
        pass(pass, stage, readers, heap, passes);
      }
    }
    return passes.figures();
  }

  private static void pass(int number, Stage stage, Readers readers, HeapWatch heap, Passes passes)
      throws Exception {
    List<Marker> markers = markers(number, TURNS);
    heap.takePeakBytes();
    double cpuBefore = stage.server().cpuSeconds();

    List<Reader> turns = post(readers, markers);
    awaitAll(turns, Reader::firstEvent);
    double cpuToStart = stage.server().cpuSeconds() - cpuBefore;
    awaitAll(turns, Reader::end);
    double cpuSeconds = stage.server().cpuSeconds() - cpuBefore;

    correctness(markers, turns, passes);
    times("first event", turns, Reader::nanosToFirstEvent, passes);
    times(
        "first text",
        turns.stream().filter(Reader::hasText).toList(),
        Reader::nanosToFirstText,
        passes);
    times("whole turn", turns, Reader::nanosToEnd, passes);
    double events = turns.stream().mapToLong(Reader::events).sum();
    passes.record(
        "server heap in use, highest", heap.takePeakBytes() / MEGABYTE, "MB", Target.atMost(512));
    passes.record("server processor time", cpuSeconds, "s");
    passes.record("server processor time to start a turn", cpuToStart * 1e3 / turns.size(), "ms");
    passes.record("events to readers", events, "");
    passes.record("server processor time per event", cpuSeconds * 1e6 / events, "us");
  }

  private static List<Marker> markers(int pass, int count) {
    return IntStream.range(0, count).mapToObj(turn -> Marker.of(pass, turn)).toList();
  }

  private static List<Reader> post(Readers readers, List<Marker> markers) {
    List<Reader> turns = new ArrayList<>(markers.size());
    markers.forEach(marker -> turns.add(readers.post(marker.question())));
    return turns;
  }

  private static void awaitAll(
      List<Reader> turns, Function<Reader, CompletableFuture<Reader>> moment) throws Exception {
    CompletableFuture.allOf(turns.stream().map(moment).toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(PASS_LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void correctness(List<Marker> markers, List<Reader> turns, Passes passes) {
    List<String> problems = new ArrayList<>();
    int mixedUp = 0;
    int broken = 0;
    for (int i = 0; i < turns.size(); i++) {
      Reader turn = turns.get(i);
      problem(markers.get(i), turn).ifPresent(problems::add);
      mixedUp += markers.get(i).isMixedUpIn(turn.text()) ? 1 : 0;
      broken += turn.fault() == null ? 0 : 1;
    }
    problems.stream().limit(SHOWN_PROBLEMS).forEach(problem -> System.out.println("  " + problem));
    passes.record(
        "turns completed", turns.size() - problems.size(), "", Target.atLeast(turns.size()));
    passes.record("turns mixed up", mixedUp, "", Target.atMost(0));
    passes.record("turns with a broken stream", broken, "", Target.atMost(0));
  }

  /** What keeps a turn from being whole and its own; empty where nothing does. */
  private static Optional<String> problem(Marker marker, Reader turn) {
    if (turn.fault() != null) {
      return Optional.of("a broken stream: " + turn.fault());
    }
    if (!"done".equals(turn.terminal())) {
      return Optional.of("a turn that ended in " + turn.terminal());
    }
    if (!marker.isIn(turn.text())) {
      return Optional.of("no " + marker.word() + " in its answer: " + turn.text());
    }
    if (marker.isMixedUpIn(turn.text())) {
      return Optional.of("more than " + marker.word() + " in its answer: " + turn.text());
    }
    return Optional.empty();
  }

  private static void times(
      String what, List<Reader> turns, ToLongFunction<Reader> nanos, Passes passes) {
    Histogram micros = new Histogram(3);
    turns.forEach(turn -> micros.recordValue(NANOSECONDS.toMicros(nanos.applyAsLong(turn))));
    for (int percentile : new int[] {50, 99}) {
      passes.record(
          "time to " + what + ", p" + percentile,
          micros.getValueAtPercentile(percentile) / 1e3,
          "ms");
    }
  }
}
