package dev.firstword.bench;

import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SimulatorClient.ProviderCall;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.reader.Reader;
import dev.firstword.bench.reader.ReaderPool;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the time from a reader's disconnect, with a disconnect grace of 0, until the simulator
 * sees its call closed. Readers disconnect either before the first token, when no failing write
 * could reveal the disconnect, or mid-stream.
 */
final class DisconnectBenchmark implements Benchmark {

  private static final int PASSES = 3;
  private static final int DISCONNECTS = 100;
  private static final int WARM_UP_DISCONNECTS = 30;
  private static final long TARGET_MS = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int SEED = 17;

  private static final String NO_GRACE =
      """
      profiles:
        chat:
          disconnect_grace: 0s
      """;

  /** The moment at which a reader disconnects. */
  private enum Moment {
    BEFORE_FIRST_TOKEN("before the first token"),
    MID_STREAM("mid-stream");

    private final String label;

    Moment(String label) {
      this.label = label;
    }

    /** Returns a pace at which the moment lasts long enough. */
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
    return "From a reader's disconnect to the closed model call, with a disconnect grace of 0";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, NO_GRACE);
        ReaderPool readerPool = new ReaderPool(environment.server().address())) {
      for (Moment moment : Moment.values()) {
        environment.simulator().setPace(moment.pace());
        measureAll(WARM_UP_DISCONNECTS, moment, environment, readerPool);
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  disconnect " + moment.label + ", pass " + pass + " of " + PASSES);
          record(moment, measureAll(DISCONNECTS, moment, environment, readerPool), measurements);
        }
      }
    }
    return measurements.figures();
  }

  private static void record(Moment moment, Histogram millis, Measurements measurements) {
    String name = "call closed after a disconnect " + moment.label;
    Target target = Target.atMost(TARGET_MS);
    measurements.record(name + ", p50", (double) millis.getValueAtPercentile(50), "ms", target);
    measurements.record(name + ", p99", (double) millis.getValueAtPercentile(99), "ms", target);
    measurements.record(name + ", max", (double) millis.getMaxValue(), "ms", target);
  }

  private Histogram measureAll(
      int count, Moment moment, SingleServerEnvironment environment, ReaderPool readerPool)
      throws Exception {
    Histogram millis = new Histogram(3);
    for (int i = 0; i < count; i++) {
      millis.recordValue(measureOne(moment, environment.simulator(), readerPool));
    }
    return millis;
  }

  /**
   * Measures one disconnect: from the reader closing its connection to the end of the call as the
   * simulator saw it. Both are whole milliseconds of the wall clock, so the figure is accurate to
   * one millisecond.
   */
  private long measureOne(Moment moment, SimulatorClient simulator, ReaderPool readerPool)
      throws Exception {
    simulator.clearCalls();
    Reader reader = readerPool.post("Tell me about departures, number " + random.nextInt());
    switch (moment) {
      case BEFORE_FIRST_TOKEN ->
          Polling.until(
              TIMEOUT,
              "the call",
              () -> Optional.of(simulator.openCallCount()).filter(open -> open == 1));
      case MID_STREAM -> reader.midStream().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20, 60));

    long disconnectedAtMs = System.currentTimeMillis();
    reader.disconnect();

    ProviderCall call =
        Polling.until(TIMEOUT, "the call's end", () -> simulator.endedCalls().stream().findFirst());
    if (!call.outcome().equals("closed_by_client")) {
      throw new IllegalStateException("the call was not ended by the client: " + call.outcome());
    }
    return Math.max(0, call.endedAtMs() - disconnectedAtMs);
  }
}
