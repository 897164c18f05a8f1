package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.TurnRequest;
import dev.firstword.bench.harness.Polling;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
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
 * Runs two servers on one PostgreSQL and one Redis. Turns started on one node are followed,
 * cancelled and posted again on the other node; then the first node is killed mid-answer.
 */
public final class FailoverBenchmark implements Benchmark {

  private static final Pace SHORT_ANSWER = new Pace(600, 1500, 30, 100);
  private static final Pace LONGER_THAN_GRACE = new Pace(1000, 1500, 30, 250);
  private static final Pace LONG_ANSWER = new Pace(600, 1500, 20, 1000);
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final double MAX_END_DELAY_MS = 10_000;

  private static final String REMOTE_MISMATCH =
      "readers on the other node that received something else";
  private static final String ABANDONED =
      "turns read only on the other node that were cancelled as abandoned";
  private static final String CANCEL_LOST = "cancels from the other node that did not arrive";
  private static final String BAD_END =
      "readers that did not receive exactly one end after the kill";
  private static final String PERSISTED_MISMATCH =
      "turns stored differently from what clients received";

  /** A short grace period for turns without readers on their own node. */
  private static final String SHORT_GRACE =
      """
      profiles:
        chat:
          disconnect_grace: 3s
      """;

  private final Random random = new Random(RunSize.seed());

  @Override
  public String name() {
    return "chaos-nodes";
  }

  @Override
  public String title() {
    return "Two nodes on PostgreSQL and Redis: followed and cancelled across nodes, one killed";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    Measurements measurements = new Measurements();
    Violations violations = new Violations();
    List.of(REMOTE_MISMATCH, ABANDONED, CANCEL_LOST, BAD_END, PERSISTED_MISMATCH)
        .forEach(violations::expectNone);
    try (TwoNodeCluster cluster = TwoNodeCluster.open(root, SHORT_GRACE)) {
      List<TurnClient> clients = new ArrayList<>();
      checkRemoteFollowing(cluster, clients, measurements, violations);
      checkRemoteOnlyReaders(cluster, violations);
      checkRemoteCancel(cluster, measurements, violations);
      new DuplicateRequestCheck(cluster).run(measurements, violations);
      for (int round = 1; round <= RunSize.of("KILLS", 5); round++) {
        System.out.println("  kill " + round);
        killMidAnswer(round, cluster, clients, measurements, violations);
      }
      compareWithDatabase(clients, cluster.stopAndReadDatabase(), violations);
      violations.record(measurements);
      if (violations.hasAny()) {
        cluster.keepFiles();
      }
    } catch (Exception e) {
      System.err.println("  the run failed; its figures are lost");
      throw e;
    }
    return measurements.figures();
  }

  /** Posts on the first node and follows on the second. */
  private static void checkRemoteFollowing(
      TwoNodeCluster cluster,
      List<TurnClient> clients,
      Measurements measurements,
      Violations violations)
      throws Exception {
    System.out.println("  following on the other node");
    cluster.simulator().setPace(SHORT_ANSWER);
    List<TurnClient> initiators =
        startTurns(RunSize.of("TURNS", 100), "follow", List.of(cluster.first().address()));
    ClientGroup.await(initiators, TurnClient::start, TIMEOUT);
    List<TurnClient> followers = followAll(initiators, cluster.second().address());
    ClientGroup.await(initiators, TurnClient::finished, TIMEOUT);
    ClientGroup.await(followers, TurnClient::finished, TIMEOUT);
    Histogram lagMs = new Histogram(3);
    for (int i = 0; i < initiators.size(); i++) {
      TurnClient initiator = initiators.get(i);
      TurnClient follower = followers.get(i);
      initiator
          .violation()
          .ifPresent(
              fault -> violations.add(REMOTE_MISMATCH, ClientGroup.name(initiator) + ": " + fault));
      List<String> shown = ClientGroup.wireLines(initiator.events());
      List<String> received = ClientGroup.wireLines(follower.events());
      if (follower.violation().isPresent() || !shown.equals(received)) {
        violations.add(
            REMOTE_MISMATCH,
            "%s: %d events, %d on the other node, %s"
                .formatted(
                    ClientGroup.name(initiator),
                    shown.size(),
                    received.size(),
                    follower.violation().orElse("other bytes")));
      } else {
        follower.events().forEach(event -> recordLag(initiator, event, lagMs));
      }
    }
    clients.addAll(initiators);
    measurements.record("turns followed on the other node", followers.size(), "", Target.none());
    measurements.record(
        "delay on the other node, p50", (double) lagMs.getValueAtPercentile(50), "ms");
    measurements.record(
        "delay on the other node, p99", (double) lagMs.getValueAtPercentile(99), "ms");
  }

  /**
   * Records the lag of one event. Events replayed when the follower joined show the age of the
   * replay rather than the lag between nodes.
   */
  private static void recordLag(TurnClient initiator, ReceivedEvent remote, Histogram lagMs) {
    initiator.events().stream()
        .filter(local -> local.id() == remote.id() && local.type().equals("text"))
        .findFirst()
        .ifPresent(local ->
            lagMs.recordValue(Math.max(0, (remote.atNanos() - local.atNanos()) / 1_000_000)));
  }

  /** Checks that a reader on the other node counts as a reader: its turn must not be abandoned. */
  private static void checkRemoteOnlyReaders(TwoNodeCluster cluster, Violations violations)
      throws Exception {
    System.out.println("  reading on the other node only");
    cluster.simulator().setPace(LONGER_THAN_GRACE);
    List<TurnClient> followers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try (HttpCall post =
          HttpCall.post(cluster.first().address(), "Who reads number " + i + "?", null, null)) {
        String turn = post.events().next().orElseThrow().json().path("turn_id").asText();
        followers.add(TurnClient.following(cluster.second().address(), turn, TIMEOUT));
        ClientGroup.start(List.of(followers.getLast()));
        followers.getLast().start().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    }
    ClientGroup.await(followers, TurnClient::finished, TIMEOUT);
    for (TurnClient one : followers) {
      if (!ClientGroup.terminalType(one).equals("done")) {
        violations.add(ABANDONED, ClientGroup.name(one) + ": " + ClientGroup.terminalType(one));
      }
    }
  }

  /** Cancels turns of the first node on the second, one after the other. */
  private static void checkRemoteCancel(
      TwoNodeCluster cluster, Measurements measurements, Violations violations) throws Exception {
    System.out.println("  cancelling on the other node");
    cluster.simulator().setPace(LONG_ANSWER);
    Histogram closedMs = new Histogram(3);
    int count = RunSize.of("CANCELS", 30);
    for (int i = 0; i < count; i++) {
      TurnClient initiator =
          startTurns(1, "cancel-" + i, List.of(cluster.first().address())).getFirst();
      initiator.midStream().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      TurnClient follower = followAll(List.of(initiator), cluster.second().address()).getFirst();
      follower.midStream().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      cluster.simulator().clearCalls();
      long sentMs = System.currentTimeMillis();
      String path = "/api/turns/" + initiator.turnId() + "/cancel";
      try (HttpCall call = HttpCall.of(cluster.second().address(), "POST", path)) {
        if (call.status() != 202) {
          violations.add(CANCEL_LOST, ClientGroup.name(initiator) + ": " + call.status());
        }
      }
      ClientGroup.await(List.of(initiator, follower), TurnClient::finished, TIMEOUT);
      for (TurnClient one : List.of(initiator, follower)) {
        if (!ClientGroup.terminalType(one).equals("cancelled") || one.violation().isPresent()) {
          violations.add(
              CANCEL_LOST,
              ClientGroup.name(one) + ": " + ClientGroup.terminalType(one) + " " + one.violation());
        }
      }
      var ended =
          Polling.until(
              TIMEOUT,
              "the call's end",
              () -> cluster.simulator().endedCalls().stream().findFirst());
      closedMs.recordValue(Math.max(0, ended.endedAtMs() - sentMs));
    }
    measurements.record("turns cancelled on the other node", count, "", Target.none());
    measurements.record(
        "cancelled on the other node to the call closed, p50",
        (double) closedMs.getValueAtPercentile(50),
        "ms");
    measurements.record(
        "cancelled on the other node to the call closed, max",
        (double) closedMs.getMaxValue(),
        "ms");
  }

  /** Kills the first node while it answers. Every reader on the second node must receive an end. */
  private void killMidAnswer(
      int round,
      TwoNodeCluster cluster,
      List<TurnClient> clients,
      Measurements measurements,
      Violations violations)
      throws Exception {
    ServerNode killed = cluster.first();
    cluster.simulator().setPace(LONG_ANSWER);
    // Clients of the killed node continue on the other one, as behind a load balancer.
    List<TurnClient> initiators =
        startTurns(
            RunSize.of("KILLED_TURNS", 20),
            "kill-" + round,
            List.of(killed.address(), cluster.second().address()));
    ClientGroup.await(initiators, TurnClient::start, TIMEOUT);
    List<TurnClient> followers = new ArrayList<>();
    for (int each = 0; each < 3; each++) {
      followers.addAll(followAll(initiators, cluster.second().address()));
    }
    ClientGroup.await(followers, TurnClient::start, TIMEOUT);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(300, 6000));

    long killedNanos = System.nanoTime();
    killed.kill();
    ClientGroup.await(followers, TurnClient::finished, TIMEOUT);
    ClientGroup.await(initiators, TurnClient::finished, TIMEOUT);
    killed.start();

    Histogram endMs = new Histogram(3);
    for (TurnClient follower : followers) {
      follower
          .terminal()
          .ifPresent(
              end -> endMs.recordValue(Math.max(0, (end.atNanos() - killedNanos) / 1_000_000)));
    }
    List<TurnClient> all = new ArrayList<>(followers);
    all.addAll(initiators);
    for (TurnClient one : all) {
      if (one.violation().isPresent() || one.terminal().isEmpty()) {
        violations.add(
            BAD_END,
            ClientGroup.name(one)
                + ": "
                + one.violation().orElse("no end")
                + ", last "
                + one.lastEventId());
      }
    }
    clients.addAll(initiators);
    measurements.record(
        "readers on the other node at the kill", followers.size(), "", Target.none());
    measurements.record("kill to their end, p50", (double) endMs.getValueAtPercentile(50), "ms");
    measurements.record(
        "kill to their end, max",
        (double) endMs.getMaxValue(),
        "ms",
        Target.atMost(MAX_END_DELAY_MS));
  }

  /**
   * Checks that the database has exactly one end per turn, equal to the one that clients received.
   */
  private static void compareWithDatabase(
      List<TurnClient> clients, DatabaseSnapshot snapshot, Violations violations) {
    for (TurnClient client : clients) {
      if (!client.isAcknowledged()) {
        violations.add(PERSISTED_MISMATCH, ClientGroup.name(client) + ": never acknowledged");
        continue;
      }
      PersistedTurn turn = snapshot.turns().get(client.turnId());
      if (turn == null) {
        violations.add(PERSISTED_MISMATCH, ClientGroup.name(client) + ": not there");
        continue;
      }
      Optional<String> problem = turn.problem();
      problem.ifPresent(
          what -> violations.add(PERSISTED_MISMATCH, ClientGroup.name(client) + ": " + what));
      String end = turn.log().isEmpty() ? "nothing" : turn.log().getLast().data();
      String shown = client.terminal().map(ReceivedEvent::data).orElse("nothing");
      if (!end.equals(shown)) {
        violations.add(
            PERSISTED_MISMATCH,
            ClientGroup.name(client) + ": received " + shown + ", stored " + end);
      }
    }
  }

  private static List<TurnClient> startTurns(int count, String prefix, List<URI> servers) {
    List<TurnClient> initiators = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = prefix + "-" + i;
      initiators.add(
          TurnClient.posting(
              servers, TurnRequest.of("What is known about " + name + "?", name), TIMEOUT));
    }
    ClientGroup.start(initiators);
    return initiators;
  }

  private static List<TurnClient> followAll(List<TurnClient> initiators, URI server) {
    List<TurnClient> followers = new ArrayList<>();
    for (TurnClient initiator : initiators) {
      if (initiator.isAcknowledged()) {
        followers.add(TurnClient.following(server, initiator.turnId(), TIMEOUT));
      }
    }
    ClientGroup.start(followers);
    return followers;
  }
}
