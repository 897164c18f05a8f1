package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.client.Person.Ask;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.stage.Node;
import dev.firstword.bench.stage.Simulator.Pace;
import dev.firstword.bench.stage.Size;
import dev.firstword.bench.stage.Wait;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Two servers on one PostgreSQL and one Redis: asked on one, followed, cancelled and asked again on
 * the other, and then the one is killed in mid-answer.
 */
public final class NodesRun implements Benchmark {

  private static final Pace FEW_SECONDS = new Pace(600, 1500, 30, 100);
  private static final Pace LONGER_THAN_GRACE = new Pace(1000, 1500, 30, 250);
  private static final Pace LONG = new Pace(600, 1500, 20, 1000);
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final double END_LIMIT_MS = 10_000;

  private static final String FOLLOWED = "readers on the other node who heard something else";
  private static final String UNREAD = "turns read on the other node alone that were given up";
  private static final String CANCELLED = "cancels from the other node that did not arrive";
  private static final String ENDED = "readers not told exactly one end after the kill";
  private static final String KEPT = "turns not kept as they were told";

  /** Turns that nobody reads on their own node are given no time. */
  private static final String NO_GRACE =
      """
      profiles:
        chat:
          orphan_grace: 3s
      """;

  private final Random random = new Random(Size.seed());

  @Override
  public String name() {
    return "chaos-nodes";
  }

  @Override
  public String title() {
    return "Two nodes on PostgreSQL and Redis: followed, cancelled and killed from each other";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Passes passes = new Passes();
    Findings findings = new Findings();
    List.of(FOLLOWED, UNREAD, CANCELLED, ENDED, KEPT).forEach(findings::lookFor);
    try (Cluster cluster = Cluster.open(root, NO_GRACE)) {
      List<Person> people = new ArrayList<>();
      follow(cluster, people, passes, findings);
      readThereAlone(cluster, findings);
      cancel(cluster, passes, findings);
      new SameRequestsCheck(cluster).run(passes, findings);
      for (int round = 1; round <= Size.of("KILLS", 5); round++) {
        System.out.println("  kill " + round);
        killInMidAnswer(round, cluster, people, passes, findings);
      }
      compareWithKept(people, cluster.stopAndRead(), findings);
      findings.record(passes);
      if (findings.isAny()) {
        cluster.keep();
      }
    } catch (Exception e) {
      System.err.println("  the figures so far are lost with the run");
      throw e;
    }
    return passes.figures();
  }

  /** Posts on the first, follows on the second: all of it, and from the middle on. */
  private static void follow(Cluster cluster, List<Person> people, Passes passes, Findings findings)
      throws Exception {
    System.out.println("  following on the other node");
    cluster.simulator().pace(FEW_SECONDS);
    List<Person> askers = ask(Size.of("TURNS", 100), "follow", List.of(cluster.first().address()));
    People.await(askers, Person::start, LIMIT);
    List<Person> followers = followAll(askers, cluster.second().address());
    People.await(askers, Person::over, LIMIT);
    People.await(followers, Person::over, LIMIT);
    Histogram lagMs = new Histogram(3);
    for (int i = 0; i < askers.size(); i++) {
      Person asker = askers.get(i);
      Person follower = followers.get(i);
      asker.fault().ifPresent(fault -> findings.found(FOLLOWED, People.name(asker) + ": " + fault));
      List<String> told = People.lines(asker.events());
      List<String> heard = People.lines(follower.events());
      if (follower.fault().isPresent() || !told.equals(heard)) {
        findings.found(
            FOLLOWED,
            "%s: %d events, %d on the other node, %s"
                .formatted(
                    People.name(asker),
                    told.size(),
                    heard.size(),
                    follower.fault().orElse("other bytes")));
      } else {
        follower.events().forEach(event -> recordLag(asker, event, lagMs));
      }
    }
    people.addAll(askers);
    passes.record("turns followed on the other node", followers.size(), "", Target.none());
    passes.record("heard later there, p50", (double) lagMs.getValueAtPercentile(50), "ms");
    passes.record("heard later there, p99", (double) lagMs.getValueAtPercentile(99), "ms");
  }

  /** Only of what came after the other one joined: what was replayed is as old as it is. */
  private static void recordLag(Person asker, Event heard, Histogram lagMs) {
    asker.events().stream()
        .filter(told -> told.id() == heard.id() && told.type().equals("text"))
        .findFirst()
        .ifPresent(
            told -> lagMs.recordValue(Math.max(0, (heard.atNanos() - told.atNanos()) / 1_000_000)));
  }

  /** A reader on the other node is a reader: a turn that has one is not given up. */
  private static void readThereAlone(Cluster cluster, Findings findings) throws Exception {
    System.out.println("  reading on the other node alone");
    cluster.simulator().pace(LONGER_THAN_GRACE);
    List<Person> followers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (Call post =
          Call.post(cluster.first().address(), "Who reads number " + i + "?", null, null)) {
        String turn = post.events().next().orElseThrow().json().path("turn_id").asText();
        followers.add(Person.following(cluster.second().address(), turn, LIMIT));
        People.begin(List.of(followers.getLast()));
        followers.getLast().start().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
    People.await(followers, Person::over, LIMIT);
    for (Person one : followers) {
      if (!People.end(one).equals("done")) {
        findings.found(UNREAD, People.name(one) + ": " + People.end(one));
      }
    }
  }

  /** Cancels on the second what runs on the first, one after the other. */
  private static void cancel(Cluster cluster, Passes passes, Findings findings) throws Exception {
    System.out.println("  cancelling on the other node");
    cluster.simulator().pace(LONG);
    Histogram closedMs = new Histogram(3);
    int count = Size.of("CANCELS", 30);
    for (int i = 0; i < count; i++) {
      Person asker = ask(1, "cancel-" + i, List.of(cluster.first().address())).getFirst();
      asker.midStream().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Person follower = followAll(List.of(asker), cluster.second().address()).getFirst();
      follower.midStream().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      cluster.simulator().clearCalls();
      long sentMs = System.currentTimeMillis();
      String path = "/api/turns/" + asker.turnId() + "/cancel";
      try (Call call = Call.of(cluster.second().address(), "POST", path)) {
        if (call.status() != 202) {
          findings.found(CANCELLED, People.name(asker) + ": " + call.status());
        }
      }
      People.await(List.of(asker, follower), Person::over, LIMIT);
      for (Person one : List.of(asker, follower)) {
        if (!People.end(one).equals("cancelled") || one.fault().isPresent()) {
          findings.found(CANCELLED, People.name(one) + ": " + People.end(one) + " " + one.fault());
        }
      }
      var ended =
          Wait.forValue(
              LIMIT, "the call's end", () -> cluster.simulator().endedCalls().stream().findFirst());
      closedMs.recordValue(Math.max(0, ended.endedAtMs() - sentMs));
    }
    passes.record("turns cancelled on the other node", count, "", Target.none());
    passes.record(
        "cancelled there to the call closed, p50",
        (double) closedMs.getValueAtPercentile(50),
        "ms");
    passes.record("cancelled there to the call closed, max", (double) closedMs.getMaxValue(), "ms");
  }

  /** Kills the first while it answers; everybody who reads on the second is told an end. */
  private void killInMidAnswer(
      int round, Cluster cluster, List<Person> people, Passes passes, Findings findings)
      throws Exception {
    Node victim = cluster.first();
    cluster.simulator().pace(LONG);
    // Who asked there goes on at the other node, as a load balancer sees to.
    List<Person> askers =
        ask(
            Size.of("KILLED_TURNS", 20),
            "kill-" + round,
            List.of(victim.address(), cluster.second().address()));
    People.await(askers, Person::start, LIMIT);
    List<Person> followers = new ArrayList<>();
    for (int each = 0; each < 3; each++) {
      followers.addAll(followAll(askers, cluster.second().address()));
    }
    People.await(followers, Person::start, LIMIT);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(300, 6000));

    long killedNanos = System.nanoTime();
    victim.kill();
    People.await(followers, Person::over, LIMIT);
    People.await(askers, Person::over, LIMIT);
    victim.start();

    Histogram endMs = new Histogram(3);
    for (Person follower : followers) {
      follower
          .terminal()
          .ifPresent(
              end -> endMs.recordValue(Math.max(0, (end.atNanos() - killedNanos) / 1_000_000)));
    }
    List<Person> all = new ArrayList<>(followers);
    all.addAll(askers);
    for (Person one : all) {
      if (one.fault().isPresent() || one.terminal().isEmpty()) {
        findings.found(
            ENDED, People.name(one) + ": " + one.fault().orElse("no end") + ", last " + one.seen());
      }
    }
    people.addAll(askers);
    passes.record("readers on the other node at the kill", followers.size(), "", Target.none());
    passes.record("kill to their end, p50", (double) endMs.getValueAtPercentile(50), "ms");
    passes.record(
        "kill to their end, max", (double) endMs.getMaxValue(), "ms", Target.atMost(END_LIMIT_MS));
  }

  /** The database has each turn with one end, and nothing that differs from what was told. */
  private static void compareWithKept(List<Person> people, Kept kept, Findings findings) {
    for (Person person : people) {
      if (!person.isAcknowledged()) {
        findings.found(KEPT, People.name(person) + ": never acknowledged");
        continue;
      }
      KeptTurn turn = kept.turns().get(person.turnId());
      if (turn == null) {
        findings.found(KEPT, People.name(person) + ": not there");
        continue;
      }
      Optional<String> problem = turn.problem();
      problem.ifPresent(what -> findings.found(KEPT, People.name(person) + ": " + what));
      String end = turn.log().isEmpty() ? "nothing" : turn.log().getLast().data();
      String told = person.terminal().map(Event::data).orElse("nothing");
      if (!end.equals(told)) {
        findings.found(KEPT, People.name(person) + ": told " + told + ", kept " + end);
      }
    }
  }

  private static List<Person> ask(int count, String what, List<URI> servers) {
    List<Person> askers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = what + "-" + i;
      askers.add(Person.asking(servers, Ask.of("What is known about " + name + "?", name), LIMIT));
    }
    People.begin(askers);
    return askers;
  }

  private static List<Person> followAll(List<Person> askers, URI server) {
    List<Person> followers = new ArrayList<>();
    for (Person asker : askers) {
      if (asker.isAcknowledged()) {
        followers.add(Person.following(server, asker.turnId(), LIMIT));
      }
    }
    People.begin(followers);
    return followers;
  }
}
