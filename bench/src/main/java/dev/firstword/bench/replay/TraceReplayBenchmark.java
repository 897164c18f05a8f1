package dev.firstword.bench.replay;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.models.AzureTrace;
import dev.firstword.bench.models.AzureTrace.Request;
import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.ReaderPool;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Replays the requests of a production chat service through the whole product, with their original
 * arrival times and lengths, then 2 to 50 times as fast. Measures the share of turns within the SLO
 * and the latencies. Readers, server and simulated models share the machine, so the limit that
 * shows in the end is that machine's.
 */
public final class TraceReplayBenchmark implements Benchmark {

  private static final int[] SPEEDS = {1, 2, 5, 10, 20, 50};
  private static final Pace PACE = new Pace(500, 1500, 80, 200);
  private static final double FIRST_TEXT_SLO_MS = 3_000;
  private static final double TOTAL_SLO_MS = 30_000;
  private static final double MIN_WITHIN_SLO_PERCENT = 99;
  private static final double WORDS_PER_TOKEN = 1 / 1.3;
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int WARM_UPS = 300;
  private static final long TIMEOUT_SECONDS = 180;

  private final int seconds = RunSize.of("SECONDS", 20);

  @Override
  public String name() {
    return "day";
  }

  @Override
  public String title() {
    return "Trace replay of a production service, " + seconds + " s at each speed";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    List<Request> trace = AzureTrace.read();
    // Every model answers at the same pace and with the requested length.
    try (SingleServerEnvironment environment =
            SingleServerEnvironment.open(root, "routing:\n  hedge: {rate: 0}\n");
        ReaderPool readerPool = new ReaderPool(environment.server().address())) {
      environment.simulator().setPace(new Pace(50, 80, 400, 60));
      awaitAll(replay(readerPool, trace.subList(0, WARM_UPS), 100, "warm up"));
      environment.simulator().setPaceWithRequestedLength(PACE);
      for (int speed : SPEEDS) {
        System.out.println("  " + speed + " times as fast");
        double cpuBefore = environment.server().cpuSeconds();
        long begin = System.nanoTime();
        List<ReplayedTurn> replayed = replay(readerPool, slice(trace, speed), speed, "at " + speed);
        awaitAll(replayed);
        double cpu = environment.server().cpuSeconds() - cpuBefore;
        record(measurements, speed, replayed, cpu / ((System.nanoTime() - begin) / 1e9));
      }
    }
    return measurements.figures();
  }

  /** Returns the part of the trace that is replayed in the benchmark's duration at this speed. */
  private List<Request> slice(List<Request> trace, int speed) {
    Duration until = Duration.ofSeconds((long) seconds * speed);
    return trace.stream().takeWhile(request -> request.offset().compareTo(until) < 0).toList();
  }

  /**
   * One turn of the replay.
   *
   * @param lateMs how much later than scheduled the turn was posted: a delay of the load generator
   */
  private record ReplayedTurn(Reader reader, double lateMs) {

    double firstTextMs() {
      return lateMs + reader.nanosToFirstText() / 1e6;
    }

    double firstEventMs() {
      return lateMs + reader.nanosToFirstEvent() / 1e6;
    }

    double totalMs() {
      return lateMs + reader.nanosToEnd() / 1e6;
    }

    boolean isDone() {
      return reader.violation() == null && "done".equals(reader.terminal()) && reader.hasText();
    }

    boolean isWithinSlo() {
      return isDone() && firstTextMs() <= FIRST_TEXT_SLO_MS && totalMs() <= TOTAL_SLO_MS;
    }
  }

  private static List<ReplayedTurn> replay(
      ReaderPool readerPool, List<Request> requests, int speed, String label)
      throws InterruptedException {
    List<ReplayedTurn> replayed = new ArrayList<>(requests.size());
    long first = System.nanoTime();
    for (Request request : requests) {
      long due = first + request.offset().toNanos() / speed;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      double lateMs = (System.nanoTime() - due) / 1e6;
      replayed.add(
          new ReplayedTurn(readerPool.post(question(request, replayed.size(), label)), lateMs));
    }
    return replayed;
  }

  /** Returns a unique question of the length given in the trace. */
  private static String question(Request request, int number, String label) {
    String instruction =
        "Tell me in %d words what is in this, number %d %s: "
            .formatted(
                Math.max(4, Math.round(request.answerTokens() * WORDS_PER_TOKEN)), number, label);
    int padding = (int) request.promptTokens() * CHARACTERS_PER_TOKEN - instruction.length();
    return instruction + "all that is known. ".repeat(Math.max(1, padding / 19));
  }

  private static void awaitAll(List<ReplayedTurn> replayed) throws Exception {
    CompletableFuture.allOf(
            replayed.stream().map(one -> one.reader().end()).toArray(CompletableFuture[]::new))
        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void record(
      Measurements measurements, int speed, List<ReplayedTurn> replayed, double cores) {
    List<ReplayedTurn> done = replayed.stream().filter(ReplayedTurn::isDone).toList();
    replayed.stream()
        .filter(one -> !one.isDone())
        .limit(2)
        .forEach(one ->
            System.out.println("    " + one.reader().terminal() + " " + one.reader().violation()));
    String prefix = speed + "x: ";
    // The SLO applies to rates that the machine can sustain. Higher rates show where it saturates.
    Target target = speed <= 10 ? Target.atLeast(MIN_WITHIN_SLO_PERCENT) : Target.none();
    measurements.record(prefix + "turns per second", (double) replayed.size() / seconds, "1/s");
    measurements.record(
        prefix + "turns completed", 100.0 * done.size() / replayed.size(), "%", target);
    long withinSlo = replayed.stream().filter(ReplayedTurn::isWithinSlo).count();
    measurements.record(
        prefix + "turns within the SLO", 100.0 * withinSlo / replayed.size(), "%", target);
    recordTimes(measurements, prefix + "first event, ", done, ReplayedTurn::firstEventMs);
    recordTimes(measurements, prefix + "first text, ", done, ReplayedTurn::firstTextMs);
    recordTimes(measurements, prefix + "complete turn, ", done, ReplayedTurn::totalMs);
    recordTimes(
        measurements,
        prefix + "request delayed by the load generator, ",
        replayed,
        ReplayedTurn::lateMs);
    measurements.record(prefix + "cores of the server", cores, "");
  }

  private static void recordTimes(
      Measurements measurements,
      String prefix,
      List<ReplayedTurn> replayed,
      ToDoubleFunction<ReplayedTurn> time) {
    double[] sorted = replayed.stream().mapToDouble(time).sorted().toArray();
    if (sorted.length > 0) {
      measurements.record(prefix + "p50", sorted[(int) Math.ceil(0.5 * sorted.length) - 1], "ms");
      measurements.record(prefix + "p99", sorted[(int) Math.ceil(0.99 * sorted.length) - 1], "ms");
    }
  }
}
