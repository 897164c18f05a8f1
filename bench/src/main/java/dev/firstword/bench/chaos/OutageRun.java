package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.client.Person.Ask;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two nodes under a steady load of new turns, while first Redis and then PostgreSQL is really
 * stopped for half a minute. What was acknowledged is answered and kept, whatever is away.
 */
public final class OutageRun implements Benchmark {

  /** Answers of about five seconds. */
  private static final Pace PACE = new Pace(600, 1500, 25, 110);

  private static final Duration PERSON_LIMIT = Duration.ofSeconds(120);

  /** Every so many turns have a reader on the other node too. */
  private static final int FOLLOWED = 4;

  @Override
  public String name() {
    return "chaos-outage";
  }

  @Override
  public String title() {
    return "Two nodes under load, Redis and then PostgreSQL stopped for half a minute each";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Duration away = Duration.ofSeconds(Size.of("SECONDS", 30));
    Duration between = away.dividedBy(2).plusSeconds(5);
    Passes passes = new Passes();
    Findings findings = new Findings();
    try (Cluster cluster = Cluster.open(root, "")) {
      cluster.simulator().pace(PACE);
      Load load = new Load(cluster.first(), cluster.second(), Size.of("TURNS_PER_SECOND", 20));
      Thread arrivals = Thread.startVirtualThread(load);

      sleep(between);
      Outage redis =
          outage("Redis", away, () -> cluster.redis().stop(), () -> cluster.redis().start());
      sleep(between);
      Outage postgres =
          outage(
              "PostgreSQL",
              away,
              () -> cluster.postgres().stop(),
              () -> cluster.postgres().start());
      sleep(between);
      load.stop();
      arrivals.join();
      System.out.println("  waiting for the last turns to end");
      People.await(load.askers(), Person::over, PERSON_LIMIT.plusMinutes(1));
      People.await(load.followers(), Person::over, PERSON_LIMIT.plusMinutes(1));

      OutageVerdict verdict =
          new OutageVerdict(load.askers(), load.followers(), redis, postgres, findings);
      verdict.lookInto(cluster.stopAndRead());
      verdict.record(passes);
      if (findings.isAny()) {
        cluster.keep();
      }
    }
    return passes.figures();
  }

  /** When a store was away, on this process's clock. */
  record Outage(long fromNanos, long toNanos) {

    boolean contains(long nanos) {
      return fromNanos <= nanos && nanos < toNanos;
    }
  }

  /** What stops or starts a store. */
  private interface Step {
    void take() throws IOException;
  }

  private static Outage outage(String what, Duration away, Step stop, Step start)
      throws IOException, InterruptedException {
    stop.take();
    long fromNanos = System.nanoTime();
    System.out.println("  " + what + " is away");
    sleep(away);
    start.take();
    System.out.println("  " + what + " is back");
    return new Outage(fromNanos, System.nanoTime());
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** People who come at a steady rate, to both nodes in turn, whatever happens there. */
  private static final class Load implements Runnable {
    private final List<Node> nodes;
    private final long gapNanos;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Person> askers = new ArrayList<>();
    private final List<Person> followers = Collections.synchronizedList(new ArrayList<>());

    Load(Node first, Node second, int turnsPerSecond) {
      nodes = List.of(first, second);
      gapNanos = TimeUnit.SECONDS.toNanos(1) / turnsPerSecond;
    }

    @Override
    public void run() {
      long due = System.nanoTime();
      for (int i = 0; !over.get(); i++) {
        Node node = nodes.get(i % 2);
        Node other = nodes.get((i + 1) % 2);
        Person asker =
            Person.asking(
                List.of(node.address()),
                new Ask("What goes on in number %05dx?".formatted(i), null, "load-" + i, true),
                PERSON_LIMIT);
        askers.add(asker);
        if (i % FOLLOWED == 0) {
          var _ = asker.start().thenAccept(_ -> follow(other, asker));
        }
        Thread.startVirtualThread(asker);
        due += gapNanos;
        try {
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private void follow(Node other, Person asker) {
      Person follower = Person.following(other.address(), asker.turnId(), PERSON_LIMIT);
      followers.add(follower);
      Thread.startVirtualThread(follower);
    }

    void stop() {
      over.set(true);
    }

    List<Person> askers() {
      return askers;
    }

    List<Person> followers() {
      return followers;
    }
  }
}
