package dev.firstword.bench.start;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the launcher's first instruction to the first {@code 200} of {@code /readyz}: with what the
 * JVM learnt when the server was built and without it, with a folder that is empty and with one
 * that a server has left. All take turns. Then nobody asks anything for a minute.
 */
public final class StartBenchmark implements Benchmark {

  private static final int STARTS = 9;
  private static final double READY_MS = 400;
  private static final double MEGABYTE = 1 << 20;
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** Never asked anything here: a start does not wait for it. */
  private static final URI PROVIDER = URI.create("http://127.0.0.1:9");

  private final int idleSeconds = Size.of("IDLE_SECONDS", 60);
  private final int starts = Size.of("STARTS", STARTS);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "Ready after the command, " + starts + " starts of each kind";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    if (!Files.exists(root.resolve("server/target/firstword.aot"))) {
      throw new IllegalStateException("there is no cache: make build");
    }
    List<Kind> kinds = List.of(new Kind("cache", ""), new Kind("no cache", "-XX:AOTMode=off"));
    Passes passes = new Passes();
    try (Site site = Site.before(PROVIDER, root)) {
      for (int i = 0; i <= starts; i++) {
        for (Kind kind : kinds) {
          Node node = node(site, kind.name.replace(' ', '-') + i).with(kind.option);
          List<Started> both = new ArrayList<>();
          both.add(start(node));
          both.add(start(node));
          // The first of all pays for files that the system has not read yet.
          if (i > 0) {
            record(passes, kind, both.get(0), both.get(1));
          }
        }
      }
      idle(node(site, "idle"), passes);
    }
    return passes.figures();
  }

  /** As where it is installed: nobody looks whether its sources have changed. */
  private static Node node(Site site, String name) throws IOException {
    return site.node(name, "").with("FIRSTWORD_BUILT", "1");
  }

  /** A way of starting it. */
  private record Kind(String name, String option) {
    boolean isCached() {
      return option.isEmpty();
    }
  }

  private record Started(double readyMs, double residentMegabytes, double cpuMs) {}

  private static Started start(Node node) throws Exception {
    long begin = System.nanoTime();
    node.launch();
    Readiness.await(node.address());
    double readyMs = (System.nanoTime() - begin) / 1e6;
    double cpuMs = node.program().cpuSeconds() * 1e3;
    TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
    double megabytes = node.program().residentBytes() / MEGABYTE;
    node.close();
    return new Started(readyMs, megabytes, cpuMs);
  }

  private static void record(Passes passes, Kind kind, Started first, Started again) {
    Target target = kind.isCached() ? Target.atMost(READY_MS) : Target.none();
    passes.record(kind.name + ": ready", again.readyMs, "ms", target);
    passes.record(kind.name + ": ready, the first time in its folder", first.readyMs, "ms");
    passes.record(kind.name + ": processor time until ready", again.cpuMs, "ms");
    passes.record(kind.name + ": resident half a second later", again.residentMegabytes, "MB");
  }

  private void idle(Node node, Passes passes) throws Exception {
    node.start();
    TimeUnit.SECONDS.sleep(5); // Its compiler has come to rest by then.
    double before = node.program().cpuSeconds();
    TimeUnit.SECONDS.sleep(idleSeconds);
    double cpuMs = (node.program().cpuSeconds() - before) * 1e3;
    passes.record("idle: processor time a second", cpuMs / idleSeconds, "ms");
    passes.record("idle: resident", node.program().residentBytes() / MEGABYTE, "MB");
  }
}
