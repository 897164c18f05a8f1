package dev.firstword.bench.crowd;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.HeapWatch;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
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
 * Ten thousand readers wait on one server while its models are silent; then the text comes, to all
 * of them alike. After that, readers that take nothing, and what they cost the server and others.
 */
public final class ReadersBenchmark implements Benchmark {

  private static final double MEGABYTE = 1 << 20;
  private static final double KILOBYTE = 1 << 10;
  private static final int TURNS = 10;
  private static final int AT_ONCE = 100;

  /** Longer than a keep-alive, so that those are part of being idle. */
  private static final Duration IDLE = Duration.ofSeconds(20);

  /** Two minutes of silence, then a token a second to everybody. */
  private static final Pace SILENT_THEN_SLOW = new Pace(120_000, 121_000, 1, 40);

  private static final Duration LIMIT = Duration.ofMinutes(6);

  private static final String COUNTED = "-XX:NativeMemoryTracking=summary";

  /** Limits that let a turn be silent for long and then long. */
  private static final String PATIENT =
      """
      profiles:
        chat:
          max_tokens: 400000
          patience: 15m
          mid_answer_patience: 15m
          first_token_limit: 15m
          silence_limit: 15m
          total_limit: 15m
          orphan_grace: 15m
      """;

  @Override
  public String name() {
    return "readers";
  }

  @Override
  public String title() {
    return "Ten thousand readers on one server with a heap of 512 MB, and readers that take nothing";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    try (Site site = Site.open(root)) {
      Node idle = site.node("idle", PATIENT);
      idle.start();
      try (HeapWatch heap = HeapWatch.of(idle.program().pid())) {
        manyReaders(site, idle, heap, Size.of("READERS", 10_000), passes);
      }
      idle.close();

      Node stalled = site.node("stalled", PATIENT).with(COUNTED);
      stalled.start();
      try (HeapWatch heap = HeapWatch.of(stalled.program().pid())) {
        new StalledReaders(site.simulator(), stalled, heap).measure(passes);
      }
    }
    return passes.figures();
  }

  private static void manyReaders(Site site, Node node, HeapWatch heap, int count, Passes passes)
      throws Exception {
    site.simulator().pace(SILENT_THEN_SLOW);
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      turns.add(begin(node.address(), "Tell me slowly about topic " + i));
    }
    double before = heap.takeLiveBytes();
    long residentBefore = node.program().residentBytes();
    heap.takePeakBytes();

    long fromNanos = System.nanoTime();
    List<Follower> followers = follow(node.address(), turns, count);
    awaitAll(followers.stream().map(Follower::connected).toList());
    double connectSeconds = (System.nanoTime() - fromNanos) / 1e9;
    System.out.println("  all readers are connected");
    TimeUnit.NANOSECONDS.sleep(IDLE.toNanos());
    double peak = heap.takePeakBytes();
    double live = heap.takeLiveBytes();
    passes.record("idle readers", count, "", Target.atLeast(10_000));
    passes.record("time until all were connected", connectSeconds, "s");
    passes.record("heap in use, idle, highest", peak / MEGABYTE, "MB", Target.atMost(512));
    passes.record("heap that lives, idle", live / MEGABYTE, "MB", Target.atMost(512));
    passes.record("heap that lives, a reader", (live - before) / count / KILOBYTE, "KB");
    passes.record("resident set, idle", node.program().residentBytes() / MEGABYTE, "MB");
    passes.record(
        "resident set, a reader",
        (node.program().residentBytes() - residentBefore) / (double) count / KILOBYTE,
        "KB");

    double waiting = (double) followers.stream().filter(one -> !one.over().isDone()).count();
    passes.record("readers still there after the idle time", waiting, "", Target.atLeast(count));
    heap.takePeakBytes();
    awaitAll(followers.stream().map(Follower::over).toList());
    passes.record(
        "heap in use, text flowing, highest",
        heap.takePeakBytes() / MEGABYTE,
        "MB",
        Target.atMost(512));
    compare(followers, passes);
  }

  /** Begins a turn and leaves, as somebody who is no reader; the turn's id. */
  static String begin(URI server, String message) throws IOException {
    try (Call post = Call.post(server, message, null, null)) {
      Event start = post.events().next().orElseThrow();
      return start.json().path("turn_id").asText();
    }
  }

  /** Connects readers to the turns in rotation, some at a time. */
  static List<Follower> follow(URI server, List<String> turns, int count)
      throws InterruptedException {
    List<Follower> followers = new ArrayList<>();
    Semaphore connecting = new Semaphore(AT_ONCE);
    for (int i = 0; i < count; i++) {
      Follower follower = new Follower(server, turns.get(i % turns.size()));
      followers.add(follower);
      connecting.acquire();
      var _ = follower.connected().whenComplete((_, _) -> connecting.release());
      Thread.startVirtualThread(follower);
    }
    return followers;
  }

  static void awaitAll(List<CompletableFuture<Follower>> moments) throws Exception {
    CompletableFuture.allOf(moments.toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Whether all readers of a turn heard the same, and how far apart they heard its end. */
  private static void compare(List<Follower> followers, Passes passes) {
    Map<String, Follower> first = new HashMap<>();
    for (Follower follower : followers) {
      if (follower.terminal().isPresent()) {
        first.merge(follower.turnId(), follower, (a, b) -> a.endNanos() <= b.endNanos() ? a : b);
      }
    }
    int alike = 0;
    int shown = 0;
    Histogram behindMs = new Histogram(3);
    for (Follower follower : followers) {
      Follower model = first.get(follower.turnId());
      if (model != null
          && follower.fault().isEmpty()
          && follower.terminal().equals(model.terminal())
          && follower.sum() == model.sum()) {
        alike++;
        behindMs.recordValue((follower.endNanos() - model.endNanos()) / 1_000_000);
      } else if (shown++ < 5) {
        System.out.println("  a reader of " + follower.turnId() + ": " + follower.fault());
      }
    }
    passes.record(
        "readers that heard the same, to the end", alike, "", Target.atLeast(followers.size()));
    passes.record("events each heard", followers.getFirst().events(), "");
    passes.record(
        "end heard behind the first reader, p99", (double) behindMs.getValueAtPercentile(99), "ms");
    passes.record("end heard behind the first reader, max", (double) behindMs.getMaxValue(), "ms");
  }
}
