package dev.firstword.bench.crowd;

import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.HeapWatch;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Readers that take nothing while a turn writes megabytes: what each costs in the heap and in the
 * kernel, whether other readers notice, and whether the server lets go of them so that they can
 * resume.
 */
final class StalledReaders {

  private static final double MEGABYTE = 1 << 20;
  private static final double KILOBYTE = 1 << 10;
  private static final int ORDINARY = 10;

  /**
   * Time to join, then some megabytes of events in a third of a minute: more than a kernel takes
   * for one connection.
   */
  private static final Pace FAST = new Pace(4000, 4100, 8000, 150_000);

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Simulator simulator;
  private final Node node;
  private final HeapWatch heap;

  StalledReaders(Simulator simulator, Node node, HeapWatch heap) {
    this.simulator = simulator;
    this.node = node;
    this.heap = heap;
  }

  void measure(Passes passes) throws Exception {
    simulator.pace(FAST);
    pass(0, "warm-up"); // Compiled code and a grown heap are nobody's cost.
    Observed alone = pass(0, "nobody stalls");
    Observed crowded = pass(Size.of("STALLED", 100), "stalled readers beside them");

    int stalled = crowded.stalled;
    passes.record("readers that take nothing", stalled, "", Target.none());
    passes.record("events of their turn", crowded.events / MEGABYTE, "MB", Target.none());
    double heapEach = (crowded.liveWithThem - crowded.liveWithout) / stalled / KILOBYTE;
    double kernelEach = crowded.largestQueue / KILOBYTE;
    passes.record("heap, a stalled reader", heapEach, "KB", Target.atMost(1024));
    passes.record("kernel's queue, a stalled reader, largest", kernelEach, "KB");
    passes.record(
        "memory outside the heap, a stalled reader",
        crowded.nativeGrown / (double) stalled / KILOBYTE,
        "KB");
    passes.record(
        "all of it, a stalled reader",
        heapEach + kernelEach + Math.max(0, crowded.nativeGrown) / (double) stalled / KILOBYTE,
        "KB",
        Target.atMost(1024));
    passes.record(
        "stalled readers still held at the turn's end", crowded.heldAtEnd, "", Target.none());
    passes.record(
        "stalled readers cut off within 45 s", crowded.cutOff, "", Target.atLeast(stalled));
    passes.record(
        "stalled readers that can resume to the end",
        crowded.canResume ? 1 : 0,
        "",
        Target.atLeast(1));
    passes.record("text for other readers, nobody stalls", alone.textMs, "ms");
    passes.record("text for other readers, beside stalled ones", crowded.textMs, "ms");
    passes.record(
        "the same, slower by",
        (crowded.textMs - alone.textMs) / alone.textMs * 100,
        "%",
        Target.atMost(10));
  }

  /** What one turn showed. */
  private record Observed(
      int stalled,
      double events,
      double textMs,
      double liveWithThem,
      double liveWithout,
      long nativeGrown,
      long largestQueue,
      int heldAtEnd,
      int cutOff,
      boolean canResume) {}

  private Observed pass(int count, String what) throws Exception {
    System.out.println("  " + what);
    List<StalledReader> stalled = new ArrayList<>();
    long nativeBefore = heap.nativeBytes(); // Pools keep what they once took.
    String turn = ReadersBenchmark.begin(node.address(), "Everything, please: " + what);
    List<Follower> ordinary = ReadersBenchmark.follow(node.address(), List.of(turn), ORDINARY);
    for (int i = 0; i < count; i++) {
      stalled.add(new StalledReader(node.address(), turn));
    }
    long largestQueue = watchQueues(stalled, ordinary);
    requireWhole(ordinary);

    SendQueues atEnd = queues(stalled);
    double liveWithThem = heap.takeLiveBytes();
    long nativeGrown = heap.nativeBytes() - nativeBefore;
    int cutOff = count - awaitCutOff(stalled);
    for (StalledReader reader : stalled) {
      reader.close();
    }
    double liveWithout = heap.takeLiveBytes();
    return new Observed(
        count,
        logBytes(turn),
        ordinary.stream().mapToDouble(Follower::textMs).max().orElseThrow(),
        liveWithThem,
        liveWithout,
        nativeGrown,
        largestQueue,
        atEnd.connections(),
        cutOff,
        resumes(turn));
  }

  private long watchQueues(List<StalledReader> stalled, List<Follower> ordinary)
      throws InterruptedException {
    CompletableFuture<?> over =
        CompletableFuture.allOf(
            ordinary.stream().map(Follower::over).toArray(CompletableFuture[]::new));
    long[] largest = new long[1];
    Wait.forValue(
        LIMIT,
        "the text's end",
        () -> {
          largest[0] = Math.max(largest[0], queues(stalled).largest());
          return over.isDone() ? Optional.of(true) : Optional.empty();
        });
    return largest[0];
  }

  private static void requireWhole(List<Follower> ordinary) {
    for (Follower follower : ordinary) {
      if (follower.fault().isPresent() || !follower.terminal().equals(Optional.of("done"))) {
        throw new IllegalStateException(
            "an ordinary reader: " + follower.fault() + ", " + follower.terminal());
      }
    }
  }

  private SendQueues queues(List<StalledReader> stalled) throws IOException {
    return SendQueues.of(node.address().getPort(), stalled);
  }

  /** Waits until the server has let go of all of them; how many it still holds. */
  private int awaitCutOff(List<StalledReader> stalled) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
    int held = queues(stalled).connections();
    while (held > 0 && System.nanoTime() < deadline) {
      Thread.sleep(100);
      held = queues(stalled).connections();
    }
    return held;
  }

  private double logBytes(String turn) throws IOException {
    try (Call call = Call.follow(node.address(), turn, 0)) {
      return call.body().readAllBytes().length;
    }
  }

  /** Whether somebody who saw a piece of it hears the rest. */
  private boolean resumes(String turn) throws IOException {
    try (Call call = Call.follow(node.address(), turn, 20)) {
      List<Event> rest = call.events().all();
      return rest.getFirst().id() == 21 && rest.getLast().isTerminal();
    }
  }
}
