package dev.firstword.bench.cluster;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures what a turn costs on one, two and four nodes over PostgreSQL and Redis, with SQLite on
 * one node in the same run. Also measures how much later readers on another node receive it. All
 * systems take turns in each pass. {@code FIRSTWORD_BENCH_BEFORE} adds another build of the
 * product, on its own PostgreSQL and Redis.
 */
public final class ClusterBenchmark implements Benchmark {

  private static final int RATE = RunSize.of("TURNS_PER_SECOND", 40);
  private static final TurnCostRun SHORT_TURNS =
      new TurnCostRun(RunSize.of("TURNS", 400), RATE, 20, 4.3, 0.8, 0.05);
  private static final TurnCostRun LONG_TURNS =
      new TurnCostRun(RunSize.of("TURNS", 400) / 2, RATE / 2.0, 150, 8, 1.5, 0.05);

  /** Turns followed at once, with as many events per second as a small machine carries. */
  private static final List<FollowRun> FOLLOWED =
      List.of(
          new FollowRun(100, 50, 10), new FollowRun(1_000, 100, 2), new FollowRun(5_000, 150, 1));

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String title() {
    return "Cost of turns on nodes over PostgreSQL and Redis, and delay on another node";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root);
        ClusterBackend backend = ClusterBackend.start(environment.folder())) {
      List<ServerNode> nodes =
          startNodes(environment, backend, sizes().stream().max(Integer::compare).orElseThrow());
      ServerNode alone = environment.node("sqlite", "");
      alone.start();
      List<ClusterNodes> systems = new ArrayList<>();
      systems.add(new ClusterNodes("SQLite", List.of(alone), null));
      for (int size : sizes()) {
        systems.add(
            new ClusterNodes(
                size == 1 ? "1 node" : size + " nodes", nodes.subList(0, size), backend));
      }
      Optional<Path> other =
          Optional.ofNullable(System.getenv("FIRSTWORD_BENCH_BEFORE")).map(Path::of);
      if (other.isEmpty()) {
        measure(systems, environment, measurements);
      } else {
        try (BenchEnvironment earlier =
                BenchEnvironment.withProvider(environment.simulator().address(), other.get());
            ClusterBackend itsBackend =
                ClusterBackend.start(Files.createDirectories(earlier.folder().resolve("shared")))) {
          systems.add(
              new ClusterNodes("before, 2 nodes", startNodes(earlier, itsBackend, 2), itsBackend));
          measure(systems, environment, measurements);
        }
      }
    }
    return measurements.figures();
  }

  private static List<Integer> sizes() {
    String sizes = System.getenv().getOrDefault("FIRSTWORD_BENCH_NODES", "1,2,4");
    return Arrays.stream(sizes.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static List<ServerNode> startNodes(
      BenchEnvironment environment, ClusterBackend backend, int count)
      throws IOException, InterruptedException {
    List<ServerNode> nodes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ServerNode node = environment.node("node-" + i, backend.settings());
      node.start(); // One after another: the first migrates the database.
      nodes.add(node);
    }
    return nodes;
  }

  private static void measure(
      List<ClusterNodes> systems, BenchEnvironment environment, Measurements measurements)
      throws Exception {
    for (ClusterNodes system : systems) {
      SHORT_TURNS.warmUp(system, environment.simulator());
    }
    for (int pass = 1; pass <= RunSize.of("PASSES", 3); pass++) {
      for (ClusterNodes system : systems) {
        System.out.println("  pass " + pass + ": " + system.name());
        SHORT_TURNS.run(
            system, environment.simulator(), system.name() + ", 20 events: ", measurements);
        if (system.nodes().size() == 2) {
          LONG_TURNS.run(
              system, environment.simulator(), system.name() + ", 150 events: ", measurements);
          follow(system, environment, measurements);
        }
      }
    }
  }

  private static void follow(
      ClusterNodes system, BenchEnvironment environment, Measurements measurements)
      throws Exception {
    int most = RunSize.of("FOLLOWED", 5_000);
    for (FollowRun run : FOLLOWED) {
      if (run.turns() <= most) {
        run.run(
            system,
            environment.simulator(),
            system.name() + ", " + run.turns() + " followed: ",
            measurements);
      }
    }
  }
}
