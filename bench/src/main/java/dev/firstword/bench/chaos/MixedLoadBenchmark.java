package dev.firstword.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.Benchmark;
import dev.firstword.bench.chaos.MixedTurn.Kind;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Fault;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Everything at once for ten minutes: turns with cancels, resumes, images and tools, jobs, and
 * documents, while one in ten model calls fails. Every turn ends once, nearly all with an answer,
 * and the server takes no more at the end than in the middle.
 */
public final class MixedLoadBenchmark implements Benchmark {

  /** Answers of about two seconds. */
  private static final Pace PACE = new Pace(200, 800, 60, 100);

  /** What happens before the first text, and so is nobody's business but the server's. */
  private static final List<String> FAULTS = List.of("overloaded", "server_error", "refuse", "cut");

  private static final double FAULT_RATE = 0.1;
  private static final double MIN_DONE_PERCENT = 99;
  private static final long SAMPLE_INTERVAL_SECONDS = 5;
  private static final long TURN_TIMEOUT_SECONDS = 120;

  private static final String BROKEN = "turns that did not end exactly once, in order";
  private static final String NOT_STORED = "ends that differ from what is stored";

  @Override
  public String name() {
    return "chaos-mixed";
  }

  @Override
  public String title() {
    return "Ten minutes of everything at once, while one in ten model calls fails";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    int seconds = RunSize.of("SECONDS", 600);
    int turnsPerSecond = RunSize.of("TURNS_PER_SECOND", 20);
    Measurements measurements = new Measurements();
    Violations violations = new Violations();
    List.of(BROKEN, NOT_STORED).forEach(violations::expectNone);
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(PACE);
      environment.simulator().setSeed(RunSize.seed());
      environment.simulator().setFaults(faults());
      ServerNode node = environment.node("server", "");
      node.start();
      try (ProcessSamples samples = ProcessSamples.of(node)) {
        List<MixedTurn> turns = load(node.address(), seconds, turnsPerSecond, samples);
        check(node.address(), turns, violations);
        record(turns, measurements);
        samples.recordSlopes(measurements);
      }
      violations.record(measurements);
      if (violations.hasAny()) {
        environment.keepFiles();
      }
    }
    return measurements.figures();
  }

  private static List<Fault> faults() {
    double rate = FAULT_RATE / (FAULTS.size() + 1);
    List<Fault> faults = new ArrayList<>();
    FAULTS.forEach(kind -> faults.add(new Fault(kind, rate, null)));
    faults.add(Fault.rateLimit(rate, 1));
    return faults;
  }

  /** Starts turns at a steady rate, whatever happens to them. */
  private static List<MixedTurn> load(
      URI server, int seconds, int turnsPerSecond, ProcessSamples samples) throws Exception {
    int count = seconds * turnsPerSecond;
    List<MixedTurn> turns = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(count);
    Thread sampling = Thread.ofPlatform().daemon().start(() -> sample(samples));
    long due = System.nanoTime();
    for (int i = 0; i < count; i++) {
      MixedTurn turn = new MixedTurn(server, i, Kind.of(i));
      turns.add(turn);
      Thread.startVirtualThread(() -> {
        turn.run();
        ended.countDown();
      });
      due += TimeUnit.SECONDS.toNanos(1) / turnsPerSecond;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      if (i % (30 * turnsPerSecond) == 0) {
        System.out.println("  " + i / turnsPerSecond + " of " + seconds + " s");
      }
    }
    sampling.interrupt();
    sampling.join();
    if (!ended.await(TURN_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      System.out.println("  " + ended.getCount() + " turns have not ended");
    }
    samples.take();
    return turns;
  }

  private static void sample(ProcessSamples samples) {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(SAMPLE_INTERVAL_SECONDS);
        samples.take();
      }
    } catch (InterruptedException _) {
      // The load is over.
    }
  }

  private static void check(URI server, List<MixedTurn> turns, Violations violations)
      throws IOException {
    for (MixedTurn turn : turns) {
      if (turn.fault() != null) {
        violations.add(BROKEN, turn + ": " + turn.fault());
      } else if (!turn.turnId().isEmpty()) {
        String stored = storedState(server, turn.turnId());
        String reported = turn.end().equals("error") ? "failed" : turn.end();
        if (!stored.equals(reported)) {
          violations.add(NOT_STORED, turn + ": reported " + reported + ", stored " + stored);
        }
      }
    }
  }

  private static String storedState(URI server, String turnId) throws IOException {
    try (HttpCall call = HttpCall.of(server, "GET", "/api/turns/" + turnId)) {
      JsonNode turn = call.json();
      return turn.path("state").asText();
    }
  }

  private static void record(List<MixedTurn> turns, Measurements measurements) {
    Map<String, Integer> ends = new TreeMap<>();
    Map<String, Integer> reasons = new TreeMap<>();
    int wanted = 0;
    int done = 0;
    for (MixedTurn turn : turns) {
      ends.merge(turn.kind() + " " + turn.end(), 1, Integer::sum);
      if (!turn.reason().isEmpty()) {
        reasons.merge("ended with " + turn.reason(), 1, Integer::sum);
      }
      if (turn.kind() != Kind.CANCEL && turn.kind() != Kind.DOCUMENT) {
        wanted++;
        done += turn.end().equals("done") ? 1 : 0;
      }
    }
    measurements.record("requests", turns.size(), "");
    measurements.record(
        "turns done, of those not cancelled",
        100.0 * done / wanted,
        "%",
        Target.atLeast(MIN_DONE_PERCENT));
    reasons.forEach((reason, count) -> measurements.record(reason, count, ""));
    ends.forEach((end, count) -> measurements.record(end, count, ""));
  }
}
