package dev.firstword.bench;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.firstword.bench.harness.HeapMonitor;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.ReaderPool;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
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
 * Posts a thousand turns at once to one server. Checks that each is complete and not mixed up with
 * another, and measures the latencies. Readers, server and simulator share the machine.
 */
final class ThousandTurnsBenchmark implements Benchmark {

  private static final int PASSES = 3;
  private static final int TURNS = 1000;
  private static final int PASS_TIMEOUT_SECONDS = 180;
  private static final int MAX_PRINTED_PROBLEMS = 5;
  private static final double MEGABYTE = 1 << 20;

  /** About 10,000 events per second with a thousand turns; answers of 15 s. */
  private static final Pace PACE = new Pace(700, 2000, 10, 150);

  private static final Pace WARM_UP_PACE = new Pace(100, 200, 100, 100);

  @Override
  public String name() {
    return "thousand";
  }

  @Override
  public String title() {
    return "A thousand concurrent turns on one server with a heap of 512 MB";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, "");
        ReaderPool readerPool = new ReaderPool(environment.server().address());
        HeapMonitor heapMonitor = HeapMonitor.attach(environment.server().pid())) {
      environment.simulator().setPace(WARM_UP_PACE);
      awaitAll(post(readerPool, markers(0, TURNS)), Reader::end);

      environment.simulator().setPace(PACE);
      for (int pass = 1; pass <= PASSES; pass++) {
        System.out.println("  pass " + pass + " of " + PASSES);
        measurePass(pass, environment, readerPool, heapMonitor, measurements);
      }
    }
    return measurements.figures();
  }

  private static void measurePass(
      int number,
      SingleServerEnvironment environment,
      ReaderPool readerPool,
      HeapMonitor heapMonitor,
      Measurements measurements)
      throws Exception {
    List<Marker> markers = markers(number, TURNS);
    heapMonitor.takePeakBytes();
    double cpuBefore = environment.server().cpuSeconds();

    List<Reader> turns = post(readerPool, markers);
    awaitAll(turns, Reader::firstEvent);
    double cpuToStart = environment.server().cpuSeconds() - cpuBefore;
    awaitAll(turns, Reader::end);
    double cpuSeconds = environment.server().cpuSeconds() - cpuBefore;

    recordCorrectness(markers, turns, measurements);
    recordTimes("first event", turns, Reader::nanosToFirstEvent, measurements);
    recordTimes(
        "first text",
        turns.stream().filter(Reader::hasText).toList(),
        Reader::nanosToFirstText,
        measurements);
    recordTimes("complete turn", turns, Reader::nanosToEnd, measurements);
    double events = turns.stream().mapToLong(Reader::events).sum();
    measurements.record(
        "maximum server heap in use",
        heapMonitor.takePeakBytes() / MEGABYTE,
        "MB",
        Target.atMost(512));
    measurements.record("server CPU time", cpuSeconds, "s");
    measurements.record("server CPU time to start a turn", cpuToStart * 1e3 / turns.size(), "ms");
    measurements.record("events to readers", events, "");
    measurements.record("server CPU time per event", cpuSeconds * 1e6 / events, "us");
  }

  private static List<Marker> markers(int pass, int count) {
    return IntStream.range(0, count).mapToObj(turn -> Marker.of(pass, turn)).toList();
  }

  private static List<Reader> post(ReaderPool readerPool, List<Marker> markers) {
    List<Reader> turns = new ArrayList<>(markers.size());
    markers.forEach(marker -> turns.add(readerPool.post(marker.question())));
    return turns;
  }

  private static void awaitAll(
      List<Reader> turns, Function<Reader, CompletableFuture<Reader>> moment) throws Exception {
    CompletableFuture.allOf(turns.stream().map(moment).toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(PASS_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static void recordCorrectness(
      List<Marker> markers, List<Reader> turns, Measurements measurements) {
    List<String> problems = new ArrayList<>();
    int mixedUp = 0;
    int brokenStreams = 0;
    for (int i = 0; i < turns.size(); i++) {
      Reader turn = turns.get(i);
      problem(markers.get(i), turn).ifPresent(problems::add);
      mixedUp += markers.get(i).hasForeignMarkerIn(turn.text()) ? 1 : 0;
      brokenStreams += turn.violation() == null ? 0 : 1;
    }
    problems.stream()
        .limit(MAX_PRINTED_PROBLEMS)
        .forEach(problem -> System.out.println("  " + problem));
    measurements.record(
        "turns completed", turns.size() - problems.size(), "", Target.atLeast(turns.size()));
    measurements.record("turns mixed up", mixedUp, "", Target.atMost(0));
    measurements.record("turns with a broken stream", brokenStreams, "", Target.atMost(0));
  }

  /** Returns why a turn is incomplete or mixed up with another; empty if it is correct. */
  private static Optional<String> problem(Marker marker, Reader turn) {
    if (turn.violation() != null) {
      return Optional.of("a broken stream: " + turn.violation());
    }
    if (!"done".equals(turn.terminal())) {
      return Optional.of("a turn that ended in " + turn.terminal());
    }
    if (!marker.isIn(turn.text())) {
      return Optional.of("no " + marker.word() + " in its answer: " + turn.text());
    }
    if (marker.hasForeignMarkerIn(turn.text())) {
      return Optional.of("more than " + marker.word() + " in its answer: " + turn.text());
    }
    return Optional.empty();
  }

  private static void recordTimes(
      String what, List<Reader> turns, ToLongFunction<Reader> nanos, Measurements measurements) {
    Histogram micros = new Histogram(3);
    turns.forEach(turn -> micros.recordValue(NANOSECONDS.toMicros(nanos.applyAsLong(turn))));
    for (int percentile : new int[] {50, 99}) {
      measurements.record(
          "time to " + what + ", p" + percentile,
          micros.getValueAtPercentile(percentile) / 1e3,
          "ms");
    }
  }
}
