package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.client.Person.Ask;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Site;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A thousand turns through one server that is killed at fifty random moments, some of them while it
 * is starting again. Nobody's message may be lost or asked twice, every turn ends once, and a
 * reader loses a second of text at most.
 */
public final class CrashRun implements Benchmark {

  /** Answers of about four seconds. */
  private static final Pace PACE = new Pace(600, 1500, 30, 100);

  private static final double MEAN_SECONDS_BETWEEN_KILLS = 10;
  private static final Duration SHORTEST_LIFE = Duration.ofMillis(100);
  private static final Duration PERSON_LIMIT = Duration.ofSeconds(180);

  @Override
  public String name() {
    return "chaos-crash";
  }

  @Override
  public String title() {
    return "A thousand turns on one server with SQLite, killed at fifty random moments";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    int turns = Size.of("TURNS", 1000);
    Random random = new Random(Size.seed());
    List<Duration> lives = lives(Size.of("KILLS", 50), random);
    Passes passes = new Passes();
    Findings findings = new Findings();
    try (Site site = Site.open(root)) {
      site.simulator().pace(PACE);
      Node node = site.node("server", "");
      node.start();

      List<Person> people = new ArrayList<>();
      Thread arrivals = arrive(people, turns, total(lives), node, random.nextLong());
      Kills kills = new Kills(node);
      kills.run(lives);
      arrivals.join();
      People.await(people, Person::over, PERSON_LIMIT.plusMinutes(1));

      CrashVerdict verdict = new CrashVerdict(people, kills.nanos(), findings);
      verdict.askTheServer(node.address());
      node.close();
      verdict.lookInto(Kept.inSqlite(node.data()));
      verdict.countModelCalls(site.simulator().calls());
      verdict.record(passes);
      kills.record(passes);
      if (findings.isAny()) {
        site.keep();
      }
    }
    return passes.figures();
  }

  /** How long each start lives until it is killed: at a random moment, so of no memory. */
  private static List<Duration> lives(int kills, Random random) {
    List<Duration> lives = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double seconds = -Math.log(1 - random.nextDouble()) * MEAN_SECONDS_BETWEEN_KILLS;
      lives.add(SHORTEST_LIFE.plusMillis((long) (seconds * 1000)));
    }
    return lives;
  }

  private static Duration total(List<Duration> durations) {
    return durations.stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** People come at random moments of the whole run, whether the server is there or not. */
  private static Thread arrive(
      List<Person> people, int turns, Duration over, Node node, long seed) {
    Random random = new Random(seed);
    long[] momentsMs = random.longs(turns, 0, Math.max(1, over.toMillis())).sorted().toArray();
    for (int i = 0; i < turns; i++) {
      String message = "What should a newcomer know about topic%05dx?".formatted(i);
      people.add(Person.asking(List.of(node.address()), Ask.of(message, "key-" + i), PERSON_LIMIT));
    }
    long fromNanos = System.nanoTime();
    return Thread.startVirtualThread(() -> {
      for (int i = 0; i < turns; i++) {
        long due = fromNanos + TimeUnit.MILLISECONDS.toNanos(momentsMs[i]);
        try {
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException _) {
          return;
        }
        Thread.startVirtualThread(people.get(i));
      }
    });
  }

  /** Kills a server again and again, and starts it each time. */
  private static final class Kills {
    private final Node node;
    private final List<Long> nanos = new ArrayList<>();
    private final Histogram restartMs = new Histogram(3);
    private int whileStarting;

    Kills(Node node) {
      this.node = node;
    }

    void run(List<Duration> lives) throws IOException, InterruptedException {
      boolean listens = true;
      for (int i = 0; i < lives.size(); i++) {
        long startedNanos = System.nanoTime();
        Duration life = lives.get(i);
        if (!listens && node.listensWithin(life)) {
          listens = true;
          restartMs.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
        }
        TimeUnit.NANOSECONDS.sleep(life.toNanos() - (System.nanoTime() - startedNanos));
        whileStarting += listens ? 0 : 1;
        nanos.add(System.nanoTime());
        node.kill();
        node.launch();
        listens = false;
        if ((i + 1) % 10 == 0 || i + 1 == lives.size()) {
          System.out.println("  " + (i + 1) + " of " + lives.size() + " kills");
        }
      }
      long startedNanos = System.nanoTime();
      if (!node.listensWithin(Duration.ofSeconds(60))) {
        throw new IllegalStateException("the server did not start again after the last kill");
      }
      restartMs.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
    }

    List<Long> nanos() {
      return nanos;
    }

    void record(Passes passes) {
      passes.record("kills", nanos.size(), "", Target.none());
      passes.record("kills while it was starting", whileStarting, "", Target.none());
      passes.record(
          "restart, p50", (double) restartMs.getValueAtPercentile(50), "ms", Target.none());
      passes.record("restart, max", (double) restartMs.getMaxValue(), "ms", Target.none());
    }
  }
}
