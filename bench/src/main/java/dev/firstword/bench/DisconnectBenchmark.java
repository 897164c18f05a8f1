package dev.firstword.bench;

import dev.firstword.bench.client.AbortedCall;
import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.harness.SimulatorClient.ProviderCall;
import dev.firstword.bench.harness.SingleServerEnvironment;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the time from a reader's disconnect, with a disconnect grace of 0, until the simulator
 * sees its call closed, through each API. Readers disconnect either before the first token, when no
 * failing write could reveal the disconnect, or mid-stream.
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

  /** The APIs, each with its label, its path and its request. */
  private enum Api {
    NATIVE("", "/api/chat/stream", "{\"message\":\"%s\",\"summary\":false}"),
    MESSAGES(
        "Messages API, ",
        "/v1/messages",
        "{\"model\":\"auto\",\"max_tokens\":4096,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
    CHAT_COMPLETIONS(
        "chat completions, ",
        "/v1/chat/completions",
        "{\"model\":\"auto\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"),
    RESPONSES(
        "Responses API, ",
        "/v1/responses",
        "{\"model\":\"auto\",\"stream\":true,\"input\":\"%s\"}");

    private final String label;
    private final String path;
    private final String body;

    Api(String label, String path, String body) {
      this.label = label;
      this.path = path;
      this.body = body;
    }

    AbortedCall post(URI server, String message) throws IOException {
      return AbortedCall.post(server, path, body.formatted(message));
    }
  }

  private final Random random = new Random(SEED);

  @Override
  public String name() {
    return "disconnect";
  }

  @Override
  public String title() {
    return "From a reader's disconnect to the closed model call, with a disconnect grace of 0";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (SingleServerEnvironment environment = SingleServerEnvironment.open(root, NO_GRACE)) {
      for (Moment moment : Moment.values()) {
        environment.simulator().setPace(moment.pace());
        for (Api api : Api.values()) {
          measureAll(WARM_UP_DISCONNECTS, moment, api, environment);
        }
        for (int pass = 1; pass <= PASSES; pass++) {
          System.out.println("  disconnect " + moment.label + ", pass " + pass + " of " + PASSES);
          for (Api api : Api.values()) {
            record(moment, api, measureAll(DISCONNECTS, moment, api, environment), measurements);
          }
        }
      }
    }
    return measurements.figures();
  }

  private static void record(Moment moment, Api api, Histogram millis, Measurements measurements) {
    String name = api.label + "call closed after a disconnect " + moment.label;
    Target target = Target.atMost(TARGET_MS);
    measurements.record(name + ", p50", (double) millis.getValueAtPercentile(50), "ms", target);
    measurements.record(name + ", p99", (double) millis.getValueAtPercentile(99), "ms", target);
    measurements.record(name + ", max", (double) millis.getMaxValue(), "ms", target);
  }

  private Histogram measureAll(
      int count, Moment moment, Api api, SingleServerEnvironment environment) throws Exception {
    Histogram millis = new Histogram(3);
    for (int i = 0; i < count; i++) {
      millis.recordValue(measureOne(moment, api, environment));
    }
    return millis;
  }

  /**
   * Measures one disconnect: from the reader closing its connection to the end of the call as the
   * simulator saw it. Both are whole milliseconds of the wall clock, so the figure is accurate to
   * one millisecond.
   */
  private long measureOne(Moment moment, Api api, SingleServerEnvironment environment)
      throws Exception {
    SimulatorClient simulator = environment.simulator();
    simulator.clearCalls();
    AbortedCall aborted =
        api.post(
            environment.server().address(),
            "Tell me about disconnects, number " + random.nextInt());
    switch (moment) {
      case BEFORE_FIRST_TOKEN ->
          Polling.until(
              TIMEOUT,
              "the call",
              () -> Optional.of(simulator.openCallCount()).filter(open -> open == 1));
      case MID_STREAM -> aborted.readSome();
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20, 60));

    long disconnectedAtMs = System.currentTimeMillis();
    aborted.close();

    ProviderCall call =
        Polling.until(TIMEOUT, "the call's end", () -> simulator.endedCalls().stream().findFirst());
    if (!call.outcome().equals("closed_by_client")) {
      throw new IllegalStateException("the call was not ended by the client: " + call.outcome());
    }
    return Math.max(0, call.endedAtMs() - disconnectedAtMs);
  }
}
