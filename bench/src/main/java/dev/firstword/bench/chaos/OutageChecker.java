package dev.firstword.bench.chaos;

import dev.firstword.bench.chaos.OutageBenchmark.Outage;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.client.TurnClient.Refusal;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Compares the events that clients received during two outages with the database. Acknowledged
 * turns must be complete, and turns that could not be stored must have been refused promptly.
 */
final class OutageChecker {

  private static final String LOST = "acknowledged turns lost";
  private static final String BAD_READER_STREAM =
      "readers that did not receive exactly one end, in order";
  private static final String PERSISTED_MISMATCH =
      "turns stored differently from what clients received";
  private static final String REMOTE_MISMATCH =
      "readers on the other node that received something else";
  private static final String REFUSED_WITHOUT_REDIS = "turns rejected while Redis was down";
  private static final String RUNNING_FAILED = "running turns that did not complete";
  private static final String NOT_REFUSED_WITHOUT_POSTGRES =
      "turns not rejected with 503 and wait while PostgreSQL was down";
  private static final String REFUSED_WHILE_HEALTHY = "turns rejected while everything was up";
  private static final double MAX_REFUSAL_MS = 5000;

  /** A request this shortly before the recovery may succeed after waiting for it. */
  private static final Duration MAX_STORE_WAIT = Duration.ofSeconds(6);

  /** The time until the outage has reached all connections. */
  private static final Duration DETECTION_DELAY = Duration.ofSeconds(1);

  /** The time a node may take to return to normal after the recovery. */
  private static final Duration RECOVERY_TIME = Duration.ofSeconds(10);

  private static final double MAX_RECOVERY_MS = 10_000;
  private static final Duration MAX_LIVE_LAG = Duration.ofMillis(1500);

  private final List<TurnClient> initiators;
  private final List<TurnClient> followers;
  private final Outage redis;
  private final Outage postgres;
  private final Violations violations;

  OutageChecker(
      List<TurnClient> initiators,
      List<TurnClient> followers,
      Outage redis,
      Outage postgres,
      Violations violations) {
    this.initiators = initiators;
    this.followers = followers;
    this.redis = redis;
    this.postgres = postgres;
    this.violations = violations;
    Stream.of(
            LOST,
            BAD_READER_STREAM,
            PERSISTED_MISMATCH,
            REMOTE_MISMATCH,
            REFUSED_WITHOUT_REDIS,
            RUNNING_FAILED,
            NOT_REFUSED_WITHOUT_POSTGRES,
            REFUSED_WHILE_HEALTHY)
        .forEach(violations::expectNone);
  }

  void checkDatabase(DatabaseSnapshot snapshot) {
    for (TurnClient client : initiators) {
      client
          .violation()
          .ifPresent(
              fault -> violations.add(BAD_READER_STREAM, ClientGroup.name(client) + ": " + fault));
      if (client.isAcknowledged()) {
        checkTurn(client, snapshot);
      }
      checkRefusal(client);
    }
    checkFollowers();
  }

  private void checkTurn(TurnClient client, DatabaseSnapshot snapshot) {
    PersistedTurn turn = snapshot.turns().get(client.turnId());
    boolean hasUserMessage =
        snapshot.messages().stream()
            .anyMatch(message -> message.id().equals(client.startField("user_message_id")));
    if (turn == null || !hasUserMessage) {
      violations.add(LOST, ClientGroup.name(client) + ": not in the database");
      return;
    }
    Optional<String> problem = turn.problem();
    if (problem.isPresent()) {
      violations.add(LOST, ClientGroup.name(client) + ": " + problem.get());
    } else if (!ClientGroup.wireLines(turn.log()).equals(ClientGroup.wireLines(client.events()))) {
      violations.add(
          PERSISTED_MISMATCH,
          "%s: %d events received, %d stored, received end %s, stored end %s"
              .formatted(
                  ClientGroup.name(client),
                  client.events().size(),
                  turn.log().size(),
                  ClientGroup.terminalType(client),
                  turn.log().getLast().type()));
    }
    if (!ClientGroup.terminalType(client).equals("done") && overlapsOutage(client)) {
      violations.add(RUNNING_FAILED, ClientGroup.name(client) + ": " + client.terminal());
    }
  }

  /** Returns whether the turn was running when a service was stopped. */
  private boolean overlapsOutage(TurnClient client) {
    long start = client.events().getFirst().atNanos();
    long end = client.terminal().map(ReceivedEvent::atNanos).orElse(Long.MAX_VALUE);
    return Stream.of(redis, postgres)
        .anyMatch(outage -> start < outage.toNanos() && end > outage.fromNanos());
  }

  private void checkRefusal(TurnClient client) {
    long postedNanos = client.postedNanos();
    String name = ClientGroup.name(client);
    Optional<Refusal> refusal = client.refusal();
    if (postgres.contains(postedNanos - DETECTION_DELAY.toNanos())
        && postgres.contains(postedNanos + MAX_STORE_WAIT.toNanos())) {
      boolean isCorrect =
          !client.isAcknowledged()
              && refusal.isPresent()
              && refusal.get().status() == 503
              && refusal.get().action().equals("wait");
      if (!isCorrect) {
        violations.add(
            NOT_REFUSED_WITHOUT_POSTGRES, name + ": " + refusal + " " + client.violation());
      }
    } else if (refusal.isPresent() && redis.contains(postedNanos)) {
      violations.add(REFUSED_WITHOUT_REDIS, name + ": " + refusal.get());
    } else if (refusal.isPresent() && isHealthyAt(postedNanos)) {
      violations.add(REFUSED_WHILE_HEALTHY, name + ": " + refusal.get());
    }
  }

  private boolean isHealthyAt(long nanos) {
    return Stream.of(redis, postgres)
        .noneMatch(outage ->
            outage.fromNanos() - MAX_STORE_WAIT.toNanos() < nanos
                && nanos < outage.toNanos() + RECOVERY_TIME.toNanos());
  }

  private void checkFollowers() {
    Map<String, TurnClient> byTurn = new HashMap<>();
    initiators.stream()
        .filter(TurnClient::isAcknowledged)
        .forEach(one -> byTurn.put(one.turnId(), one));
    for (TurnClient follower : followers) {
      if (follower.violation().isPresent() || !follower.isAcknowledged()) {
        violations.add(REMOTE_MISMATCH, ClientGroup.name(follower) + ": " + follower.violation());
        continue;
      }
      TurnClient initiator = byTurn.get(follower.turnId());
      if (initiator == null
          || !ClientGroup.wireLines(initiator.events())
              .equals(ClientGroup.wireLines(follower.events()))) {
        violations.add(
            REMOTE_MISMATCH,
            "%s: %d events, %d there"
                .formatted(
                    ClientGroup.name(follower),
                    initiator == null ? 0 : initiator.events().size(),
                    follower.events().size()));
      }
    }
  }

  void record(Measurements measurements) {
    measurements.record("turns asked for", initiators.size(), "");
    measurements.record("turns acknowledged", count(TurnClient::isAcknowledged), "");
    measurements.record("turns refused", count(person -> !person.isAcknowledged()), "");
    violations.record(measurements);
    measurements.record(
        "turns accepted while Redis was down",
        count(person -> redis.contains(person.postedNanos()) && person.isAcknowledged()),
        "",
        Target.atLeast(1));
    recordStartTimes(
        "start, everything up", person -> isHealthyAt(person.postedNanos()), measurements);
    recordStartTimes(
        "start, Redis down", person -> redis.contains(person.postedNanos()), measurements);
    measurements.record(
        "turns rejected while PostgreSQL was down",
        count(person -> postgres.contains(person.postedNanos()) && person.refusal().isPresent()),
        "",
        Target.atLeast(1));
    measurements.record(
        "longest refusal",
        initiators.stream()
            .flatMap(person -> person.refusal().stream())
            .mapToDouble(refusal -> refusal.nanos() / 1e6)
            .max()
            .orElse(0),
        "ms",
        Target.atMost(MAX_REFUSAL_MS));
    measurements.record(
        "PostgreSQL back to the first new turn",
        initiators.stream()
                .filter(TurnClient::isAcknowledged)
                .mapToLong(person -> person.events().getFirst().atNanos() - postgres.toNanos())
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE)
            / 1e6,
        "ms",
        Target.atMost(MAX_RECOVERY_MS));
    measurements.record(
        "Redis back to live text on the other node",
        millisUntilLive(),
        "ms",
        Target.atMost(MAX_RECOVERY_MS));
    Map<String, Integer> ends = new TreeMap<>();
    initiators.stream()
        .filter(TurnClient::isAcknowledged)
        .forEach(person -> ends.merge(ClientGroup.terminalType(person), 1, Integer::sum));
    ends.forEach((end, many) -> measurements.record("turns that ended as " + end, many, ""));
  }

  /**
   * Returns the milliseconds from Redis's recovery to the first text that reached the other node
   * about as soon as its own.
   */
  private double millisUntilLive() {
    Map<String, TurnClient> byTurn = new HashMap<>();
    initiators.stream()
        .filter(TurnClient::isAcknowledged)
        .forEach(one -> byTurn.put(one.turnId(), one));
    long first = Long.MAX_VALUE;
    for (TurnClient follower : followers) {
      Optional<ReceivedEvent> remote = firstText(follower);
      TurnClient initiator = follower.isAcknowledged() ? byTurn.get(follower.turnId()) : null;
      Optional<ReceivedEvent> local = initiator == null ? Optional.empty() : firstText(initiator);
      if (remote.isPresent()
          && local.isPresent()
          && local.get().atNanos() > redis.toNanos()
          && remote.get().atNanos() - local.get().atNanos() < MAX_LIVE_LAG.toNanos()) {
        first = Math.min(first, remote.get().atNanos() - redis.toNanos());
      }
    }
    return first / 1e6;
  }

  private static Optional<ReceivedEvent> firstText(TurnClient client) {
    return client.events().stream().filter(event -> event.type().equals("text")).findFirst();
  }

  private void recordStartTimes(
      String label, Predicate<TurnClient> filter, Measurements measurements) {
    Histogram millis = new Histogram(3);
    initiators.stream()
        .filter(TurnClient::isAcknowledged)
        .filter(filter)
        .forEach(person ->
            millis.recordValue(
                (person.events().getFirst().atNanos() - person.postedNanos()) / 1_000_000));
    measurements.record(
        "time to " + label + ", p50", (double) millis.getValueAtPercentile(50), "ms");
    measurements.record("time to " + label + ", max", (double) millis.getMaxValue(), "ms");
  }

  private double count(Predicate<TurnClient> filter) {
    return (double) initiators.stream().filter(filter).count();
  }
}
