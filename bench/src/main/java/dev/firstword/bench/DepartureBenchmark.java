package dev.firstword.bench;

import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.Readers;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Simulator.Call;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Stage;
import dev.firstword.bench.stage.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A reader closes its connection, with an orphan grace of 0: how long until the simulator sees its
 * call closed. Once in the silence before the first token, when no write could fail and give the
 * departure away, and once in mid-stream.
 */
final class DepartureBenchmark implements Benchmark {

  private static final int PASSES = 3;
  private static final int DEPARTURES = 100;
  private static final int WARM_UP_DEPARTURES = 30;
  private static final long TARGET_MS = 50;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SEED = 17;

  private static final String NO_GRACE =
      """
      profiles:
        chat:
          orphan_grace: 0s
      """;

  /** When a reader leaves. */
  private enum Moment {
    BEFORE_FIRST_TOKEN("before the first token"),
    MID_STREAM("in mid-stream");

    private final String words;

    Moment(String words) {
      this.words = words;
    }

    /** How the models answer, so that the moment lasts. */
    Pace pace() {
      return switch (this) {
        case BEFORE_FIRST_TOKEN -> new Pace(25_000, 25_500, 50, 500);
        case MID_STREAM -> new Pace(20, 25, 100, 2000);
      };
    }
  }

  private final Random random = new Random(SEED);

  @Override
  public String name() {
    return "departure";
  }

  @Override
  public String title() {
    return "From a reader's closed connection to the model's, with an orphan grace of 0";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Stage stage = Stage.open(root, NO_GRACE);
        Readers readers = new Readers(stage.server().address())) {
      for (Moment moment : Moment.values()) {
        stage.simulator().pace(moment.pace());
        departures(WARM_UP_DEPARTURES, moment, stage, readers);
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  leaving " + moment.words + ", pass " + pass + " of " + PASSES);
          record(moment, departures(DEPARTURES, moment, stage, readers), passes);
        }
      }
    }
    return passes.figures();
  }

  private static void record(Moment moment, Histogram millis, Passes passes) {
    String name = "call closed, leaving " + moment.words;
    Target target = Target.atMost(TARGET_MS);
    passes.record(name + ", p50", (double) millis.getValueAtPercentile(50), "ms", target);
    passes.record(name + ", p99", (double) millis.getValueAtPercentile(99), "ms", target);
    passes.record(name + ", max", (double) millis.getMaxValue(), "ms", target);
  }

  private Histogram departures(int count, Moment moment, Stage stage, Readers readers)
      throws Exception {
    Histogram millis = new Histogram(3);
    for (int i = 0; i < count; i++) {
      millis.recordValue(departure(moment, stage.simulator(), readers));
    }
    return millis;
  }

  /**
   * One departure: from leaving to the end of the call as the simulator saw it. Both ends are whole
   * milliseconds of the wall clock, so the figure is true to one of them.
   */
  private long departure(Moment moment, Simulator simulator, Readers readers) throws Exception {
    simulator.clearCalls();
    Reader reader = readers.post("Tell me about departures, number " + random.nextInt());
    switch (moment) {
      case BEFORE_FIRST_TOKEN ->
          Wait.forValue(
              LIMIT, "the call", () -> Optional.of(simulator.open()).filter(open -> open == 1));
      case MID_STREAM -> reader.midStream().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20, 60));

    long leftAtMs = System.currentTimeMillis();
    reader.leave();

    Call call =
        Wait.forValue(LIMIT, "the call's end", () -> simulator.endedCalls().stream().findFirst());
    if (!call.ending().equals("closed_by_client")) {
      throw new IllegalStateException("the call ended by itself: " + call.ending());
    }
    return Math.max(0, call.endedAtMs() - leftAtMs);
  }
}
