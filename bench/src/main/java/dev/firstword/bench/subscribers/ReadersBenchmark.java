package dev.firstword.bench.subscribers;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.HeapMonitor;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures ten thousand readers on one server while its models are silent, and then while text is
 * delivered to all of them. Afterwards measures stalled readers, and what they cost the server and
 * other readers.
 */
public final class ReadersBenchmark implements Benchmark {

  private static final double MEGABYTE = 1 << 20;
  private static final double KILOBYTE = 1 << 10;
  private static final int TURNS = 10;
  private static final int MAX_CONNECTING = 100;

  /** Longer than the keep-alive interval, so that idling includes keep-alives. */
  private static final Duration IDLE_TIME = Duration.ofSeconds(20);

  /** Two minutes of silence, then one token per second to every reader. */
  private static final Pace SILENT_THEN_SLOW = new Pace(120_000, 121_000, 1, 40);

  private static final Duration TIMEOUT = Duration.ofMinutes(6);

  private static final String NATIVE_MEMORY_TRACKING = "-XX:NativeMemoryTracking=summary";

  /** Timeouts that allow a long silence followed by a long answer. */
  private static final String LONG_TIMEOUTS =
      """
      profiles:
        chat:
          max_tokens: 400000
          notice_after: 15m
          mid_answer_notice_after: 15m
          first_token_timeout: 15m
          idle_timeout: 15m
          total_timeout: 15m
          disconnect_grace: 15m
      """;

  @Override
  public String name() {
    return "readers";
  }

  @Override
  public String title() {
    return "Ten thousand readers on one server with a heap of 512 MB, and stalled readers";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      ServerNode idle = environment.node("idle", LONG_TIMEOUTS);
      idle.start();
      try (HeapMonitor heapMonitor = HeapMonitor.attach(idle.process().pid())) {
        measureIdleReaders(
            environment, idle, heapMonitor, RunSize.of("READERS", 10_000), measurements);
      }
      idle.close();

      ServerNode stalled = environment.node("stalled", LONG_TIMEOUTS).with(NATIVE_MEMORY_TRACKING);
      stalled.start();
      try (HeapMonitor heapMonitor = HeapMonitor.attach(stalled.process().pid())) {
        new StalledSubscribersCheck(environment.simulator(), stalled, heapMonitor)
            .measure(measurements);
      }
    }
    return measurements.figures();
  }

  private static void measureIdleReaders(
      BenchEnvironment environment,
      ServerNode node,
      HeapMonitor heapMonitor,
      int count,
      Measurements measurements)
      throws Exception {
    environment.simulator().setPace(SILENT_THEN_SLOW);
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      turns.add(startTurn(node.address(), "Tell me slowly about topic " + i));
    }
    double before = heapMonitor.liveBytes();
    long residentBefore = node.process().residentBytes();
    heapMonitor.takePeakBytes();

    long fromNanos = System.nanoTime();
    List<Subscriber> subscribers = subscribeAll(node.address(), turns, count);
    awaitAll(subscribers.stream().map(Subscriber::connected).toList());
    double connectSeconds = (System.nanoTime() - fromNanos) / 1e9;
    System.out.println("  all readers are connected");
    TimeUnit.NANOSECONDS.sleep(IDLE_TIME.toNanos());
    double peak = heapMonitor.takePeakBytes();
    double live = heapMonitor.liveBytes();
    measurements.record("idle readers", count, "", Target.atLeast(10_000));
    measurements.record("time until all were connected", connectSeconds, "s");
    measurements.record("maximum heap in use, idle", peak / MEGABYTE, "MB", Target.atMost(512));
    measurements.record("live heap, idle", live / MEGABYTE, "MB", Target.atMost(512));
    measurements.record("live heap per reader", (live - before) / count / KILOBYTE, "KB");
    measurements.record("resident set, idle", node.process().residentBytes() / MEGABYTE, "MB");
    measurements.record(
        "resident set per reader",
        (node.process().residentBytes() - residentBefore) / (double) count / KILOBYTE,
        "KB");

    double waiting = (double) subscribers.stream().filter(one -> !one.finished().isDone()).count();
    measurements.record(
        "readers still connected after the idle time", waiting, "", Target.atLeast(count));
    heapMonitor.takePeakBytes();
    awaitAll(subscribers.stream().map(Subscriber::finished).toList());
    measurements.record(
        "maximum heap in use, streaming",
        heapMonitor.takePeakBytes() / MEGABYTE,
        "MB",
        Target.atMost(512));
    compareStreams(subscribers, measurements);
  }

  /**
   * Starts a turn and disconnects.
   *
   * @return the turn's id
   */
  static String startTurn(URI server, String message) throws IOException {
    try (HttpCall post = HttpCall.post(server, message, null, null)) {
      ReceivedEvent start = post.events().next().orElseThrow();
      return start.json().path("turn_id").asText();
    }
  }

  /** Connects readers to the turns in rotation, with a limit on concurrent connection attempts. */
  static List<Subscriber> subscribeAll(URI server, List<String> turns, int count)
      throws InterruptedException {
    List<Subscriber> subscribers = new ArrayList<>();
    Semaphore connecting = new Semaphore(MAX_CONNECTING);
    for (int i = 0; i < count; i++) {
      Subscriber subscriber = new Subscriber(server, turns.get(i % turns.size()));
      subscribers.add(subscriber);
      connecting.acquire();
      var _ = subscriber.connected().whenComplete((_, _) -> connecting.release());
      Thread.startVirtualThread(subscriber);
    }
    return subscribers;
  }

  static void awaitAll(List<CompletableFuture<Subscriber>> moments) throws Exception {
    CompletableFuture.allOf(moments.toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Records how many readers of a turn received the same events, and how far apart they received
   * its end.
   */
  private static void compareStreams(List<Subscriber> subscribers, Measurements measurements) {
    Map<String, Subscriber> first = new HashMap<>();
    for (Subscriber subscriber : subscribers) {
      if (subscriber.terminal().isPresent()) {
        first.merge(
            subscriber.turnId(), subscriber, (a, b) -> a.endNanos() <= b.endNanos() ? a : b);
      }
    }
    int identical = 0;
    int printed = 0;
    Histogram behindMs = new Histogram(3);
    for (Subscriber subscriber : subscribers) {
      Subscriber reference = first.get(subscriber.turnId());
      if (reference != null
          && subscriber.violation().isEmpty()
          && subscriber.terminal().equals(reference.terminal())
          && subscriber.checksum() == reference.checksum()) {
        identical++;
        behindMs.recordValue((subscriber.endNanos() - reference.endNanos()) / 1_000_000);
      } else if (printed++ < 5) {
        System.out.println("  a reader of " + subscriber.turnId() + ": " + subscriber.violation());
      }
    }
    measurements.record(
        "readers that received the same, to the end",
        identical,
        "",
        Target.atLeast(subscribers.size()));
    measurements.record("events per reader", subscribers.getFirst().events(), "");
    measurements.record(
        "end received after the first reader, p99",
        (double) behindMs.getValueAtPercentile(99),
        "ms");
    measurements.record(
        "end received after the first reader, max", (double) behindMs.getMaxValue(), "ms");
  }
}
