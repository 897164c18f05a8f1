package dev.firstword.bench.relay;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.report.BarPlot;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Report;
import dev.firstword.bench.stage.Core;
import dev.firstword.bench.stage.Nginx;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Port;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the server costs as a relay, beside nobody in between and beside an nginx that passes bytes
 * through. The load is made on one core, what is measured runs on another; all contenders take
 * turns in each pass. A run during which the machine did anything else is not counted.
 */
public final class RelayBenchmark implements Benchmark {

  private static final int LOAD_CORE = 0;
  private static final int CONTENDER_CORE = 1;
  private static final int PASSES = 3;
  private static final double MEGABYTE = 1 << 20;

  /** Longer answers than a chat's usual ones. */
  private static final String SETTINGS =
      """
      profiles:
        chat:
          max_tokens: 400000
      """;

  @Override
  public String name() {
    return "relay";
  }

  @Override
  public String title() {
    return "What relaying costs: direct, nginx and Firstword, one core each for load and relay";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    if (!Core.canBeChosen() || !Nginx.isThere()) {
      throw new IllegalStateException("this needs Linux, two cores, taskset and nginx");
    }
    Passes passes = new Passes();
    int port = Port.free();
    URI source = AnswerSource.address(port);
    try (Core.Kept _ = Core.keepTo(LOAD_CORE);
        MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Site site = Site.before(source, root);
        Nginx nginx = Nginx.before(source, false, site.folder(), Core.words(CONTENDER_CORE));
        Site beforeSite = Site.before(source, before().orElse(root))) {
      Node node = server(site, "firstword");
      List<Contender> contenders = new ArrayList<>();
      contenders.add(Contender.model("direct", source, Contender.NO_PROCESS));
      contenders.add(Contender.model("nginx", nginx.address(), nginx.pid()));
      contenders.add(Contender.server("firstword", node.address(), node.program().pid()));
      if (before().isPresent()) {
        Node other = server(beforeSite, "before");
        contenders.add(Contender.server("before", other.address(), other.program().pid()));
      }
      Ground ground = Ground.open(group.next(), port, contenders);
      int noisy = runs(ground, passes);
      double megabytes = node.program().residentBytes() / MEGABYTE;
      passes.record("firstword: resident set, after all", megabytes, "MB");
      ground.source().close();
      if (noisy > 0) {
        Report.print(passes.figures());
        throw new IllegalStateException(noisy + " runs were too noisy: nothing can be claimed");
      }
    }
    List<Figure> figures = passes.figures();
    if (!Size.isReduced()) {
      plot(root, figures);
    }
    return figures;
  }

  private static void plot(Path root, List<Figure> figures) throws IOException {
    BarPlot.write(
        root,
        "relay-cost",
        "Processor time for a relayed event, one core, 1,000 streams, 30,000 events/s",
        List.of(RelayPass.cost("nginx"), RelayPass.cost("firstword")),
        figures);
    List<String> delays = new ArrayList<>();
    for (String name : List.of("direct", "nginx", "firstword")) {
      delays.add(RelayPass.FIRST_WORD.formatted(name) + ", p50");
      delays.add(RelayPass.FIRST_WORD.formatted(name) + ", p99");
    }
    BarPlot.write(
        root,
        "relay-first-word",
        "From the question to its first word, one core, 1,000 streams, 10,000 events/s",
        delays,
        figures);
  }

  /** The top folder of another build of the product, to be compared in the same run. */
  private static Optional<Path> before() {
    return Optional.ofNullable(System.getenv("FIRSTWORD_BENCH_BEFORE")).map(Path::of);
  }

  private static Node server(Site site, String name) throws IOException, InterruptedException {
    Node node = site.node(name, SETTINGS).behind(Core.words(CONTENDER_CORE));
    node.start();
    return node;
  }

  /** Returns how many runs say nothing. */
  private static int runs(Ground ground, Passes passes) throws Exception {
    Load warmUp = new Load(1000, 20_000, 150, 5, 1, Size.of("WARM_SECONDS", 15));
    for (Contender contender : ground.contenders()) {
      new Run(ground, contender).under(warmUp);
    }
    int noisy = 0;
    for (int number = 1; number <= Size.of("PASSES", PASSES); number++) {
      System.out.println("  pass " + number);
      RelayPass pass = new RelayPass(ground, passes);
      pass.run();
      noisy += pass.noisy();
    }
    return noisy;
  }
}
