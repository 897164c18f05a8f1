package dev.firstword.bench.subscribers;

import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.HeapMonitor;
import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the cost of readers that never read while a turn writes megabytes: heap and kernel
 * memory for each, and the delay of other readers. Checks that the server disconnects them so that
 * they can resume.
 */
final class StalledSubscribersCheck {

  private static final double MEGABYTE = 1 << 20;
  private static final double KILOBYTE = 1 << 10;
  private static final int ACTIVE_SUBSCRIBERS = 10;

  /**
   * Leaves time to join, then sends some megabytes of events within twenty seconds: more than the
   * kernel buffers for one connection.
   */
  private static final Pace FAST_PACE = new Pace(4000, 4100, 8000, 150_000);

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final SimulatorClient simulator;
  private final ServerNode node;
  private final HeapMonitor heapMonitor;

  StalledSubscribersCheck(SimulatorClient simulator, ServerNode node, HeapMonitor heapMonitor) {
    this.simulator = simulator;
    this.node = node;
    this.heapMonitor = heapMonitor;
  }

  void measure(Measurements measurements) throws Exception {
    simulator.setPace(FAST_PACE);
    measurePass(0, "warm-up"); // Excludes JIT compilation and heap growth from the figures.
    PassResult baseline = measurePass(0, "no stalled readers");
    PassResult withStalled = measurePass(RunSize.of("STALLED", 100), "with stalled readers");

    int stalled = withStalled.stalled;
    measurements.record("readers that accept no data", stalled, "", Target.none());
    measurements.record("events of the turn", withStalled.events / MEGABYTE, "MB", Target.none());
    double heapEach =
        (withStalled.liveHeapWithStalled - withStalled.liveHeapWithout) / stalled / KILOBYTE;
    double kernelEach = withStalled.largestQueue / KILOBYTE;
    measurements.record("heap per stalled reader", heapEach, "KB", Target.atMost(1024));
    measurements.record("maximum kernel queue per stalled reader", kernelEach, "KB");
    measurements.record(
        "memory outside the heap per stalled reader",
        withStalled.nativeGrowth / (double) stalled / KILOBYTE,
        "KB");
    measurements.record(
        "total memory per stalled reader",
        heapEach + kernelEach + Math.max(0, withStalled.nativeGrowth) / (double) stalled / KILOBYTE,
        "KB",
        Target.atMost(1024));
    measurements.record(
        "stalled readers still held at the turn's end", withStalled.heldAtEnd, "", Target.none());
    measurements.record(
        "stalled readers disconnected within 45 s",
        withStalled.cutOff,
        "",
        Target.atLeast(stalled));
    measurements.record(
        "stalled readers that can resume to the end",
        withStalled.canResume ? 1 : 0,
        "",
        Target.atLeast(1));
    measurements.record("text for other readers, without stalled readers", baseline.textMs, "ms");
    measurements.record("text for other readers, with stalled readers", withStalled.textMs, "ms");
    measurements.record(
        "the same, slower by",
        (withStalled.textMs - baseline.textMs) / baseline.textMs * 100,
        "%",
        Target.atMost(10));
  }

  /** The measurements of one turn. */
  private record PassResult(
      int stalled,
      double events,
      double textMs,
      double liveHeapWithStalled,
      double liveHeapWithout,
      long nativeGrowth,
      long largestQueue,
      int heldAtEnd,
      int cutOff,
      boolean canResume) {}

  private PassResult measurePass(int count, String label) throws Exception {
    System.out.println("  " + label);
    List<StalledSubscriber> stalled = new ArrayList<>();
    long nativeBefore = heapMonitor.nativeBytes(); // pools keep their memory
    String turn = ReadersBenchmark.startTurn(node.address(), "Everything, please: " + label);
    List<Subscriber> active =
        ReadersBenchmark.subscribeAll(node.address(), List.of(turn), ACTIVE_SUBSCRIBERS);
    for (int i = 0; i < count; i++) {
      stalled.add(new StalledSubscriber(node.address(), turn));
    }
    long largestQueue = maxQueueUntilEnd(stalled, active);
    requireComplete(active);

    KernelSendQueues atEnd = queues(stalled);
    double liveWithThem = heapMonitor.liveBytes();
    long nativeGrown = heapMonitor.nativeBytes() - nativeBefore;
    int cutOff = count - awaitCutOff(stalled);
    for (StalledSubscriber reader : stalled) {
      reader.close();
    }
    double liveWithout = heapMonitor.liveBytes();
    return new PassResult(
        count,
        logBytes(turn),
        active.stream().mapToDouble(Subscriber::textMs).max().orElseThrow(),
        liveWithThem,
        liveWithout,
        nativeGrown,
        largestQueue,
        atEnd.connections(),
        cutOff,
        canResume(turn));
  }

  private long maxQueueUntilEnd(List<StalledSubscriber> stalled, List<Subscriber> active)
      throws InterruptedException {
    CompletableFuture<?> finished =
        CompletableFuture.allOf(
            active.stream().map(Subscriber::finished).toArray(CompletableFuture[]::new));
    long[] largest = new long[1];
    Polling.until(
        TIMEOUT,
        "the text's end",
        () -> {
          largest[0] = Math.max(largest[0], queues(stalled).largest());
          return finished.isDone() ? Optional.of(true) : Optional.empty();
        });
    return largest[0];
  }

  private static void requireComplete(List<Subscriber> active) {
    for (Subscriber subscriber : active) {
      if (subscriber.violation().isPresent()
          || !subscriber.terminal().equals(Optional.of("done"))) {
        throw new IllegalStateException(
            "an active reader: " + subscriber.violation() + ", " + subscriber.terminal());
      }
    }
  }

  private KernelSendQueues queues(List<StalledSubscriber> stalled) throws IOException {
    return KernelSendQueues.of(node.address().getPort(), stalled);
  }

  /**
   * Waits until the server has disconnected all of them.
   *
   * @return the number of connections still open at the deadline
   */
  private int awaitCutOff(List<StalledSubscriber> stalled)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
    int held = queues(stalled).connections();
    while (held > 0 && System.nanoTime() < deadline) {
      Thread.sleep(100);
      held = queues(stalled).connections();
    }
    return held;
  }

  private double logBytes(String turn) throws IOException {
    try (HttpCall call = HttpCall.follow(node.address(), turn, 0)) {
      return call.body().readAllBytes().length;
    }
  }

  /** Returns whether a reader that saw the first events can resume and receive the rest. */
  private boolean canResume(String turn) throws IOException {
    try (HttpCall call = HttpCall.follow(node.address(), turn, 20)) {
      List<ReceivedEvent> rest = call.events().all();
      return rest.getFirst().id() == 21 && rest.getLast().isTerminal();
    }
  }
}
