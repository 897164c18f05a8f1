package dev.firstword.bench.relay;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.CpuAffinity;
import dev.firstword.bench.harness.Nginx;
import dev.firstword.bench.harness.PortAllocator;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Report;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures the server's cost as a relay, compared with a direct connection and with an nginx that
 * passes bytes through. The load generator runs on one core and the system under test on another.
 * All systems alternate in each pass. Runs during which other programs used the machine are
 * discarded. Each scenario is a benchmark of its own.
 */
public final class RelayBenchmark implements Benchmark {

  private static final int LOAD_CORE = 0;
  private static final int SYSTEM_CORE = 1;
  private static final double MEGABYTE = 1 << 20;

  /** Allows longer answers than a usual chat. */
  private static final String SETTINGS =
      """
      profiles:
        chat:
          max_tokens: 400000
      """;

  private final RelayScenario scenario;

  private final boolean withPeers;

  private RelayBenchmark(RelayScenario scenario, boolean withPeers) {
    this.scenario = scenario;
    this.withPeers = withPeers;
  }

  /** Returns one benchmark per scenario. */
  public static List<Benchmark> all() {
    return Stream.of(
            EventCostScenario.FULL_CORE,
            EventCostScenario.STEADY,
            TurnoverScenario.SHORT_TURNS,
            TurnoverScenario.FULL_CORE,
            new FirstTokenScenario(),
            new ApiCostScenario(),
            new SaturationScenario(),
            new ScalingScenario())
        .<Benchmark>map(topic -> new RelayBenchmark(topic, false))
        .toList();
  }

  /** Returns a benchmark that also measures third-party relays, which must have been built. */
  public static Benchmark withPeers() {
    return new RelayBenchmark(new PeerCostScenario(), true);
  }

  @Override
  public String name() {
    return "relay-" + scenario.name();
  }

  @Override
  public String title() {
    return scenario.title()
        + (withPeers
            ? "; direct, nginx, Firstword and third-party relays"
            : "; direct, nginx and Firstword");
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    if (!CpuAffinity.isSupported() || !Nginx.isInstalled()) {
      throw new IllegalStateException("this needs Linux, two cores, taskset and nginx");
    }
    Measurements measurements = new Measurements();
    int port = PortAllocator.allocate();
    URI source = SyntheticProvider.address(port);
    try (CpuAffinity.Pinning _ = CpuAffinity.pinTo(LOAD_CORE);
        MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        BenchEnvironment environment = BenchEnvironment.withProvider(source, root);
        Nginx nginx =
            Nginx.startBefore(
                source, false, environment.folder(), CpuAffinity.commandPrefix(SYSTEM_CORE));
        BenchEnvironment baselineEnvironment =
            BenchEnvironment.withProvider(source, baselineRoot().orElse(root));
        PeerRelays peers =
            withPeers
                ? PeerRelays.start(
                    root, source, environment.folder(), CpuAffinity.commandPrefix(SYSTEM_CORE))
                : PeerRelays.none()) {
      ServerNode node = startServer(environment, SystemUnderTest.FIRSTWORD);
      List<SystemUnderTest> systems = new ArrayList<>();
      systems.add(
          SystemUnderTest.asProvider(SystemUnderTest.DIRECT, source, SystemUnderTest.NO_PROCESS));
      systems.add(SystemUnderTest.asProvider(SystemUnderTest.NGINX, nginx.address(), nginx.pid()));
      systems.addAll(scenario.servers(node.address(), node.process().pid()));
      if (baselineRoot().isPresent()) {
        ServerNode other = startServer(baselineEnvironment, "before");
        systems.add(SystemUnderTest.asServer("before", other.address(), other.process().pid()));
      }
      for (String options : otherOptions()) {
        ServerNode other = startServer(environment, "other-" + systems.size(), options);
        systems.add(SystemUnderTest.asServer(options, other.address(), other.process().pid()));
      }
      systems.addAll(peers.systems());
      TestBed testBed = TestBed.open(group.next(), port, systems);
      int noisyRuns;
      try {
        noisyRuns = measureAll(testBed, measurements);
      } finally {
        testBed.provider().close(); // its connections must close before their event loop
      }
      double megabytes = node.process().residentBytes() / MEGABYTE;
      measurements.record("firstword: resident set, after all", megabytes, "MB");
      if (noisyRuns > 0) {
        Report.print(measurements.figures());
        throw new IllegalStateException(noisyRuns + " runs were too noisy for any claim");
      }
    }
    List<Figure> figures = measurements.figures();
    if (!RunSize.isOverridden()) {
      scenario.plot(root, figures);
    }
    return figures;
  }

  /** Returns the root folder of another build of the product, to be compared in the same run. */
  private static Optional<Path> baselineRoot() {
    return Optional.ofNullable(System.getenv("FIRSTWORD_BENCH_BEFORE")).map(Path::of);
  }

  /** Returns JVM options; for each of them another server is compared in the same run. */
  private static List<String> otherOptions() {
    String all = System.getenv("FIRSTWORD_BENCH_OPTIONS");
    return all == null ? List.of() : List.of(all.split("[|]", -1));
  }

  private static ServerNode startServer(BenchEnvironment environment, String name)
      throws IOException, InterruptedException {
    return startServer(environment, name, "");
  }

  private static ServerNode startServer(BenchEnvironment environment, String name, String options)
      throws IOException, InterruptedException {
    ServerNode node =
        environment
            .node(name, SETTINGS)
            .withCommandPrefix(CpuAffinity.commandPrefix(SYSTEM_CORE))
            .with(options);
    node.start();
    return node;
  }

  /** Returns the number of runs that were too noisy to use. */
  private int measureAll(TestBed testBed, Measurements measurements) throws Exception {
    LoadProfile warmUp = scenario.warmUp();
    for (SystemUnderTest system : testBed.systems()) {
      new LoadRun(testBed, system).run(warmUp);
    }
    NoiseAwareRunner runner = new NoiseAwareRunner(testBed);
    for (int number = 1; number <= RunSize.of("PASSES", scenario.passes()); number++) {
      System.out.println("  pass " + number);
      for (SystemUnderTest system : testBed.systems()) {
        scenario.measure(system, runner);
      }
      scenario.record(measurements);
    }
    return runner.noisyRuns();
  }
}
