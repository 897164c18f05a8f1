package dev.firstword.bench.relay;

import dev.firstword.bench.Benchmark;
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
import java.util.stream.Stream;

/**
 * What the server costs as a relay, beside nobody in between and beside an nginx that passes bytes
 * through. The load is made on one core, what is measured runs on another; all contenders take
 * turns in each pass. A run during which the machine did anything else is not counted. Each topic
 * is a run of its own.
 */
public final class RelayBenchmark implements Benchmark {

  private static final int LOAD_CORE = 0;
  private static final int CONTENDER_CORE = 1;
  private static final double MEGABYTE = 1 << 20;

  /** Longer answers than a chat's usual ones. */
  private static final String SETTINGS =
      """
      profiles:
        chat:
          max_tokens: 400000
      """;

  private final RelayTopic topic;

  private final boolean besidePeers;

  private RelayBenchmark(RelayTopic topic, boolean besidePeers) {
    this.topic = topic;
    this.besidePeers = besidePeers;
  }

  /** One for each topic. */
  public static List<Benchmark> all() {
    return Stream.of(new EventCost(), new FirstWord(), new Height(), new Growth())
        .<Benchmark>map(topic -> new RelayBenchmark(topic, false))
        .toList();
  }

  /** One that also measures relays which other people have written, once they have been built. */
  public static Benchmark besidePeers() {
    return new RelayBenchmark(new PeerCost(), true);
  }

  @Override
  public String name() {
    return "relay-" + topic.name();
  }

  @Override
  public String title() {
    return topic.title()
        + (besidePeers
            ? "; direct, nginx, Firstword and its peers"
            : "; direct, nginx and Firstword");
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
        Site beforeSite = Site.before(source, before().orElse(root));
        Peers peers =
            besidePeers
                ? Peers.start(root, source, site.folder(), Core.words(CONTENDER_CORE))
                : Peers.none()) {
      Node node = server(site, Contender.FIRSTWORD);
      List<Contender> contenders = new ArrayList<>();
      contenders.add(Contender.model(Contender.DIRECT, source, Contender.NO_PROCESS));
      contenders.add(Contender.model(Contender.NGINX, nginx.address(), nginx.pid()));
      contenders.add(Contender.server(Contender.FIRSTWORD, node.address(), node.program().pid()));
      if (before().isPresent()) {
        Node other = server(beforeSite, "before");
        contenders.add(Contender.server("before", other.address(), other.program().pid()));
      }
      for (String options : otherOptions()) {
        Node other = server(site, "other-" + contenders.size(), options);
        contenders.add(Contender.server(options, other.address(), other.program().pid()));
      }
      contenders.addAll(peers.contenders());
      Ground ground = Ground.open(group.next(), port, contenders);
      int noisy;
      try {
        noisy = runs(ground, passes);
      } finally {
        ground.source().close(); // its connections end before their loop does
      }
      double megabytes = node.program().residentBytes() / MEGABYTE;
      passes.record("firstword: resident set, after all", megabytes, "MB");
      if (noisy > 0) {
        Report.print(passes.figures());
        throw new IllegalStateException(noisy + " runs were too noisy: nothing can be claimed");
      }
    }
    List<Figure> figures = passes.figures();
    if (!Size.isReduced()) {
      topic.plot(root, figures);
    }
    return figures;
  }

  /** The top folder of another build of the product, to be compared in the same run. */
  private static Optional<Path> before() {
    return Optional.ofNullable(System.getenv("FIRSTWORD_BENCH_BEFORE")).map(Path::of);
  }

  /** Options of the JVM with each of which the server also runs, to be compared in the same run. */
  private static List<String> otherOptions() {
    String all = System.getenv("FIRSTWORD_BENCH_OPTIONS");
    return all == null ? List.of() : List.of(all.split("[|]", -1));
  }

  private static Node server(Site site, String name) throws IOException, InterruptedException {
    return server(site, name, "");
  }

  private static Node server(Site site, String name, String options)
      throws IOException, InterruptedException {
    Node node = site.node(name, SETTINGS).behind(Core.words(CONTENDER_CORE)).with(options);
    node.start();
    return node;
  }

  /** Returns how many runs say nothing. */
  private int runs(Ground ground, Passes passes) throws Exception {
    Load warmUp = topic.warmUp();
    for (Contender contender : ground.contenders()) {
      new Run(ground, contender).under(warmUp);
    }
    QuietRuns runs = new QuietRuns(ground);
    for (int number = 1; number <= Size.of("PASSES", topic.passes()); number++) {
      System.out.println("  pass " + number);
      for (Contender contender : ground.contenders()) {
        topic.measure(contender, runs);
      }
      topic.tell(passes);
    }
    return runs.noisy();
  }
}
