package dev.firstword.bench.state;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.ProviderCall;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the time from a request to stop a turn, in each of its states, until its reader has the
 * end and until the simulator sees the model call closed.
 */
public final class StopBenchmark implements Benchmark {

  private static final int PASSES = 3;
  private static final int WARM_UP_STOPS = 30;
  private static final long TARGET_MS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** So that the stop does not meet the work that began the state. */
  private static final int MIN_PAUSE_MS = 20;

  private static final int MAX_PAUSE_MS = 60;

  private final int stops = RunSize.of("STOPS", 40);
  private final Random random = new Random(RunSize.seed());
  private int turns;

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public String title() {
    return "From a request to stop a turn to its end and to the closed model call";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (SingleServerEnvironment environment =
        SingleServerEnvironment.open(root, TurnState.SETTINGS)) {
      URI server = environment.server().address();
      SimulatorClient simulator = environment.simulator();
      for (TurnState state : TurnState.values()) {
        state.arrange(server, simulator);
        measure(WARM_UP_STOPS, state, server, simulator);
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  " + state.label() + ", pass " + pass + " of " + PASSES);
          measure(stops, state, server, simulator).record(state, measurements);
        }
      }
    }
    return measurements.figures();
  }

  private Delays measure(int count, TurnState state, URI server, SimulatorClient simulator)
      throws Exception {
    Delays delays = new Delays();
    for (int i = 0; i < count; i++) {
      stopOne(state, server, simulator, delays);
    }
    return delays;
  }

  private void stopOne(TurnState state, URI server, SimulatorClient simulator, Delays delays)
      throws Exception {
    simulator.clearCalls();
    turns++;
    TurnClient client =
        state.client(server, "Will you stop, " + turns + "?", "stop-" + turns, TIMEOUT);
    Thread.startVirtualThread(client);
    client.awaited().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    if (state.hasOpenCall()) {
      Polling.until(
          TIMEOUT,
          "the call",
          () -> Optional.of(simulator.openCallCount()).filter(open -> open == 1));
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(MIN_PAUSE_MS, MAX_PAUSE_MS));

    long stoppedAtMs = System.currentTimeMillis();
    long stoppedNanos = System.nanoTime();
    try (HttpCall call = HttpCall.of(server, "POST", "/api/turns/" + client.turnId() + "/cancel")) {
      TurnState.require(call, 202);
    }
    client.finished().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);

    ReceivedEvent end =
        client
            .terminal()
            .orElseThrow(() -> new IllegalStateException(client.violation().toString()));
    if (!end.field("by").equals("user")) {
      throw new IllegalStateException("the turn was not stopped: " + end.data());
    }
    delays.toEnd.recordValue((end.atNanos() - stoppedNanos) / 1_000);
    if (state.hasOpenCall()) {
      delays.toClosedCall.recordValue(Math.max(0, endedAtMs(simulator) - stoppedAtMs));
    }
    if (simulator.callCount() != state.modelCalls()) {
      throw new IllegalStateException("a model was called after the stop");
    }
  }

  private static long endedAtMs(SimulatorClient simulator) throws Exception {
    ProviderCall call =
        Polling.until(TIMEOUT, "the call's end", () -> simulator.endedCalls().stream().findFirst());
    if (!call.outcome().equals("closed_by_client")) {
      throw new IllegalStateException("the call was not closed by the server: " + call.outcome());
    }
    return call.endedAtMs();
  }

  /** The delays of many stops. */
  private static final class Delays {

    /** In microseconds, from before the request is sent until the reader has the last event. */
    private final Histogram toEnd = new Histogram(3);

    /**
     * In whole milliseconds of the wall clock, which the simulator shares: accurate to one
     * millisecond.
     */
    private final Histogram toClosedCall = new Histogram(3);

    void record(TurnState state, Measurements measurements) {
      String name = "stopped while " + state.label();
      record(measurements, name + ", to the end at the reader", toEnd, 1e3);
      if (state.hasOpenCall()) {
        record(measurements, name + ", to the closed model call", toClosedCall, 1);
      }
    }

    private static void record(
        Measurements measurements, String name, Histogram delays, double unitsPerMs) {
      Target target = Target.atMost(TARGET_MS);
      measurements.record(
          name + ", p50", delays.getValueAtPercentile(50) / unitsPerMs, "ms", target);
      measurements.record(name + ", max", delays.getMaxValue() / unitsPerMs, "ms", target);
    }
  }
}
