package dev.firstword.bench.day;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.models.AzureTrace;
import dev.firstword.bench.models.AzureTrace.Request;
import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.Readers;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The requests of a production chat service, in the times at which they came and with the lengths
 * that they had, through the whole product; then the same 2 to 50 times as fast. What share of them
 * is answered as promised, and how long people wait. Readers, server and simulated models share the
 * machine, so it is that machine's limit which shows in the end.
 */
public final class DayBenchmark implements Benchmark {

  private static final int[] SPEEDS = {1, 2, 5, 10, 20, 50};
  private static final Pace PACE = new Pace(500, 1500, 80, 200);
  private static final double FIRST_TEXT_PROMISED_MS = 3_000;
  private static final double TOTAL_PROMISED_MS = 30_000;
  private static final double MOST_ANSWERS = 99;
  private static final double WORDS_PER_TOKEN = 1 / 1.3;
  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int WARM_UPS = 300;
  private static final long LONGEST_S = 180;

  private final int seconds = Size.of("SECONDS", 20);

  @Override
  public String name() {
    return "day";
  }

  @Override
  public String title() {
    return "A production service's requests, " + seconds + " s of them at each speed";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    List<Request> trace = AzureTrace.read();
    // Each model answers at the same pace and at the length that is asked for.
    try (Stage stage = Stage.open(root, "routing:\n  hedge: {rate: 0}\n");
        Readers readers = new Readers(stage.server().address())) {
      stage.simulator().pace(new Pace(50, 80, 400, 60));
      awaitAll(replay(readers, trace.subList(0, WARM_UPS), 100, "warm up"));
      stage.simulator().paceAsAsked(PACE);
      for (int speed : SPEEDS) {
        System.out.println("  " + speed + " times as fast");
        double cpuBefore = stage.server().cpuSeconds();
        long begin = System.nanoTime();
        List<Asked> asked = replay(readers, slice(trace, speed), speed, "at " + speed);
        awaitAll(asked);
        double cpu = stage.server().cpuSeconds() - cpuBefore;
        record(passes, speed, asked, cpu / ((System.nanoTime() - begin) / 1e9));
      }
    }
    return passes.figures();
  }

  /** As much of it as is replayed in the time at that speed. */
  private List<Request> slice(List<Request> trace, int speed) {
    Duration until = Duration.ofSeconds((long) seconds * speed);
    return trace.stream().takeWhile(request -> request.after().compareTo(until) < 0).toList();
  }

  /**
   * One turn of the replay.
   *
   * @param lateMs how much later than meant it was asked: the reader's own trouble
   */
  private record Asked(Reader reader, double lateMs) {

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
      return reader.fault() == null && "done".equals(reader.terminal()) && reader.hasText();
    }

    boolean isAsPromised() {
      return isDone() && firstTextMs() <= FIRST_TEXT_PROMISED_MS && totalMs() <= TOTAL_PROMISED_MS;
    }
  }

  private static List<Asked> replay(
      Readers readers, List<Request> requests, int speed, String round)
      throws InterruptedException {
    List<Asked> asked = new ArrayList<>(requests.size());
    long first = System.nanoTime();
    for (Request request : requests) {
      long due = first + request.after().toNanos() / speed;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      double lateMs = (System.nanoTime() - due) / 1e6;
      asked.add(new Asked(readers.post(question(request, asked.size(), round)), lateMs));
    }
    return asked;
  }

  /** As long as the one in the trace; no two are the same. */
  private static String question(Request request, int number, String round) {
    String asked =
        "Tell me in %d words what is in this, number %d %s: "
            .formatted(
                Math.max(4, Math.round(request.answerTokens() * WORDS_PER_TOKEN)), number, round);
    int padding = (int) request.promptTokens() * CHARACTERS_PER_TOKEN - asked.length();
    return asked + "all that is known. ".repeat(Math.max(1, padding / 19));
  }

  private static void awaitAll(List<Asked> asked) throws Exception {
    CompletableFuture.allOf(
            asked.stream().map(one -> one.reader().end()).toArray(CompletableFuture[]::new))
        .get(LONGEST_S, TimeUnit.SECONDS);
  }

  private void record(Passes passes, int speed, List<Asked> asked, double cores) {
    List<Asked> done = asked.stream().filter(Asked::isDone).toList();
    asked.stream()
        .filter(one -> !one.isDone())
        .limit(2)
        .forEach(one ->
            System.out.println("    " + one.reader().terminal() + " " + one.reader().fault()));
    String at = speed + "x: ";
    // The promise is for what the machine can bear; where it bends is what the rest shows.
    Target target = speed <= 10 ? Target.atLeast(MOST_ANSWERS) : Target.none();
    passes.record(at + "turns a second", (double) asked.size() / seconds, "1/s");
    passes.record(at + "turns that ended well", 100.0 * done.size() / asked.size(), "%", target);
    long promised = asked.stream().filter(Asked::isAsPromised).count();
    passes.record(at + "answered as promised", 100.0 * promised / asked.size(), "%", target);
    times(passes, at + "first event, ", done, Asked::firstEventMs);
    times(passes, at + "first text, ", done, Asked::firstTextMs);
    times(passes, at + "whole, ", done, Asked::totalMs);
    times(passes, at + "asked late by the reader, ", asked, Asked::lateMs);
    passes.record(at + "cores of the server", cores, "");
  }

  private static void times(
      Passes passes, String what, List<Asked> asked, ToDoubleFunction<Asked> time) {
    double[] sorted = asked.stream().mapToDouble(time).sorted().toArray();
    if (sorted.length > 0) {
      passes.record(what + "p50", sorted[(int) Math.ceil(0.5 * sorted.length) - 1], "ms");
      passes.record(what + "p99", sorted[(int) Math.ceil(0.99 * sorted.length) - 1], "ms");
    }
  }
}
