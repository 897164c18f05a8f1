package dev.firstword.bench.start;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the launcher's first instruction to the first {@code 200} of {@code
 * /readyz}, with and without the AOT cache. Each is measured in an empty folder and in one that a
 * server has used before. All configurations alternate. Afterwards measures a server that is idle
 * for a minute.
 */
public final class StartupBenchmark implements Benchmark {

  private static final int STARTS = 9;
  private static final double READY_MS = 400;
  private static final double MEGABYTE = 1 << 20;
  private static final Duration SETTLE_TIME = Duration.ofMillis(500);

  /** Never called: startup does not wait for the provider. */
  private static final URI PROVIDER = URI.create("http://127.0.0.1:9");

  private final int idleSeconds = RunSize.of("IDLE_SECONDS", 60);
  private final int starts = RunSize.of("STARTS", STARTS);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String title() {
    return "Time to ready after the command, " + starts + " starts per configuration";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    if (!Files.exists(root.resolve("server/app/target/firstword.aot"))) {
      throw new IllegalStateException("the AOT cache is missing: run make build");
    }
    List<Configuration> kinds =
        List.of(new Configuration("cache", ""), new Configuration("no cache", "-XX:AOTMode=off"));
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.withProvider(PROVIDER, root)) {
      for (int i = 0; i <= starts; i++) {
        for (Configuration kind : kinds) {
          ServerNode node = node(environment, kind.name.replace(' ', '-') + i).with(kind.option);
          List<StartResult> both = new ArrayList<>();
          both.add(measureStart(node));
          both.add(measureStart(node));
          // The first round pays for files that are not in the page cache yet.
          if (i > 0) {
            record(measurements, kind, both.get(0), both.get(1));
          }
        }
      }
      measureIdle(node(environment, "idle"), measurements);
    }
    return measurements.figures();
  }

  /**
   * Creates a server as in an installation, which does not check whether its sources have changed.
   */
  private static ServerNode node(BenchEnvironment environment, String name) throws IOException {
    return environment.node(name, "").with("FIRSTWORD_BUILT", "1");
  }

  /** A startup configuration. */
  private record Configuration(String name, String option) {
    boolean usesCache() {
      return option.isEmpty();
    }
  }

  private record StartResult(double readyMs, double residentMegabytes, double cpuMs) {}

  private static StartResult measureStart(ServerNode node) throws Exception {
    long beginNanos = System.nanoTime();
    node.launch();
    ReadinessProbe.await(node.address());
    double readyMs = (System.nanoTime() - beginNanos) / 1e6;
    double cpuMs = node.process().cpuSeconds() * 1e3;
    TimeUnit.NANOSECONDS.sleep(SETTLE_TIME.toNanos());
    double megabytes = node.process().residentBytes() / MEGABYTE;
    node.close();
    return new StartResult(readyMs, megabytes, cpuMs);
  }

  private static void record(
      Measurements measurements, Configuration kind, StartResult first, StartResult again) {
    Target target = kind.usesCache() ? Target.atMost(READY_MS) : Target.none();
    measurements.record(kind.name + ": ready", again.readyMs, "ms", target);
    measurements.record(kind.name + ": ready, the first time in its folder", first.readyMs, "ms");
    measurements.record(kind.name + ": CPU time until ready", again.cpuMs, "ms");
    measurements.record(
        kind.name + ": resident half a second later", again.residentMegabytes, "MB");
  }

  private void measureIdle(ServerNode node, Measurements measurements) throws Exception {
    node.start();
    TimeUnit.SECONDS.sleep(5); // Waits for JIT compilation to settle.
    double before = node.process().cpuSeconds();
    TimeUnit.SECONDS.sleep(idleSeconds);
    double cpuMs = (node.process().cpuSeconds() - before) * 1e3;
    measurements.record("idle: CPU time per second", cpuMs / idleSeconds, "ms");
    measurements.record("idle: resident", node.process().residentBytes() / MEGABYTE, "MB");
  }
}
