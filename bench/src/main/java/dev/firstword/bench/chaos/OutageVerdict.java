package dev.firstword.bench.chaos;

import dev.firstword.bench.chaos.OutageRun.Outage;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.client.Person.Refusal;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
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
 * Holds what people were told during two outages against what is kept: what was acknowledged is
 * whole, and what could not be kept was refused at once.
 */
final class OutageVerdict {

  private static final String LOST = "acknowledged turns lost";
  private static final String READER = "readers not told exactly one end, in order";
  private static final String KEPT = "turns kept other than they were told";
  private static final String OTHER = "readers on the other node who heard something else";
  private static final String WITHOUT_REDIS = "turns refused while Redis was away";
  private static final String RUNNING = "running turns that did not end well";
  private static final String WITHOUT_POSTGRES =
      "turns not refused with 503 and wait while PostgreSQL was away";
  private static final String CALM = "turns refused while nothing was away";
  private static final double LONGEST_REFUSAL_MS = 5000;

  /** A request so shortly before the return may be granted, having waited for it. */
  private static final Duration MAY_WAIT = Duration.ofSeconds(6);

  /** Connections that the store's end has not reached yet. */
  private static final Duration UNNOTICED = Duration.ofSeconds(1);

  /** A node may take so long after a return until all is as before. */
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private static final double LONGEST_RECOVERY_MS = 10_000;
  private static final Duration LIVE = Duration.ofMillis(1500);

  private final List<Person> askers;
  private final List<Person> followers;
  private final Outage redis;
  private final Outage postgres;
  private final Findings findings;

  OutageVerdict(
      List<Person> askers,
      List<Person> followers,
      Outage redis,
      Outage postgres,
      Findings findings) {
    this.askers = askers;
    this.followers = followers;
    this.redis = redis;
    this.postgres = postgres;
    this.findings = findings;
    Stream.of(LOST, READER, KEPT, OTHER, WITHOUT_REDIS, RUNNING, WITHOUT_POSTGRES, CALM)
        .forEach(findings::lookFor);
  }

  void lookInto(Kept kept) {
    for (Person person : askers) {
      person.fault().ifPresent(fault -> findings.found(READER, People.name(person) + ": " + fault));
      if (person.isAcknowledged()) {
        lookAtTurn(person, kept);
      }
      lookAtRefusal(person);
    }
    lookAtFollowers();
  }

  private void lookAtTurn(Person person, Kept kept) {
    KeptTurn turn = kept.turns().get(person.turnId());
    boolean asked =
        kept.messages().stream()
            .anyMatch(message -> message.id().equals(person.startField("user_message_id")));
    if (turn == null || !asked) {
      findings.found(LOST, People.name(person) + ": not in the database");
      return;
    }
    Optional<String> problem = turn.problem();
    if (problem.isPresent()) {
      findings.found(LOST, People.name(person) + ": " + problem.get());
    } else if (!People.lines(turn.log()).equals(People.lines(person.events()))) {
      findings.found(
          KEPT,
          "%s: %d events told, %d kept, told end %s, kept end %s"
              .formatted(
                  People.name(person),
                  person.events().size(),
                  turn.log().size(),
                  People.end(person),
                  turn.log().getLast().type()));
    }
    if (!People.end(person).equals("done") && ranInto(person)) {
      findings.found(RUNNING, People.name(person) + ": " + person.terminal());
    }
  }

  /** Whether it was under way when something was stopped. */
  private boolean ranInto(Person person) {
    long start = person.events().getFirst().atNanos();
    long end = person.terminal().map(Event::atNanos).orElse(Long.MAX_VALUE);
    return Stream.of(redis, postgres)
        .anyMatch(away -> start < away.toNanos() && end > away.fromNanos());
  }

  private void lookAtRefusal(Person person) {
    long asked = person.askedNanos();
    String name = People.name(person);
    Optional<Refusal> refusal = person.refusal();
    if (postgres.contains(asked - UNNOTICED.toNanos())
        && postgres.contains(asked + MAY_WAIT.toNanos())) {
      boolean well =
          !person.isAcknowledged()
              && refusal.isPresent()
              && refusal.get().status() == 503
              && refusal.get().action().equals("wait");
      if (!well) {
        findings.found(WITHOUT_POSTGRES, name + ": " + refusal + " " + person.fault());
      }
    } else if (refusal.isPresent() && redis.contains(asked)) {
      findings.found(WITHOUT_REDIS, name + ": " + refusal.get());
    } else if (refusal.isPresent() && isCalm(asked)) {
      findings.found(CALM, name + ": " + refusal.get());
    }
  }

  private boolean isCalm(long nanos) {
    return Stream.of(redis, postgres)
        .noneMatch(away ->
            away.fromNanos() - MAY_WAIT.toNanos() < nanos
                && nanos < away.toNanos() + RECOVERY.toNanos());
  }

  private void lookAtFollowers() {
    Map<String, Person> byTurn = new HashMap<>();
    askers.stream().filter(Person::isAcknowledged).forEach(one -> byTurn.put(one.turnId(), one));
    for (Person follower : followers) {
      if (follower.fault().isPresent() || !follower.isAcknowledged()) {
        findings.found(OTHER, People.name(follower) + ": " + follower.fault());
        continue;
      }
      Person asker = byTurn.get(follower.turnId());
      if (asker == null || !People.lines(asker.events()).equals(People.lines(follower.events()))) {
        findings.found(
            OTHER,
            "%s: %d events, %d there"
                .formatted(
                    People.name(follower),
                    asker == null ? 0 : asker.events().size(),
                    follower.events().size()));
      }
    }
  }

  void record(Passes passes) {
    passes.record("turns asked for", askers.size(), "");
    passes.record("turns acknowledged", count(Person::isAcknowledged), "");
    passes.record("turns refused", count(person -> !person.isAcknowledged()), "");
    findings.record(passes);
    passes.record(
        "turns accepted while Redis was away",
        count(person -> redis.contains(person.askedNanos()) && person.isAcknowledged()),
        "",
        Target.atLeast(1));
    times("start, nothing away", person -> isCalm(person.askedNanos()), passes);
    times("start, Redis away", person -> redis.contains(person.askedNanos()), passes);
    passes.record(
        "turns refused while PostgreSQL was away",
        count(person -> postgres.contains(person.askedNanos()) && person.refusal().isPresent()),
        "",
        Target.atLeast(1));
    passes.record(
        "longest refusal",
        askers.stream()
            .flatMap(person -> person.refusal().stream())
            .mapToDouble(refusal -> refusal.nanos() / 1e6)
            .max()
            .orElse(0),
        "ms",
        Target.atMost(LONGEST_REFUSAL_MS));
    passes.record(
        "PostgreSQL back to the first new turn",
        askers.stream()
                .filter(Person::isAcknowledged)
                .mapToLong(person -> person.events().getFirst().atNanos() - postgres.toNanos())
                .filter(nanos -> nanos > 0)
                .min()
                .orElse(Long.MAX_VALUE)
            / 1e6,
        "ms",
        Target.atMost(LONGEST_RECOVERY_MS));
    passes.record(
        "Redis back to live text on the other node",
        backToLive(),
        "ms",
        Target.atMost(LONGEST_RECOVERY_MS));
    Map<String, Integer> ends = new TreeMap<>();
    askers.stream()
        .filter(Person::isAcknowledged)
        .forEach(person -> ends.merge(People.end(person), 1, Integer::sum));
    ends.forEach((end, many) -> passes.record("turns that ended as " + end, many, ""));
  }

  /** From Redis's return to the first text heard on the other node as soon as on its own. */
  private double backToLive() {
    Map<String, Person> byTurn = new HashMap<>();
    askers.stream().filter(Person::isAcknowledged).forEach(one -> byTurn.put(one.turnId(), one));
    long first = Long.MAX_VALUE;
    for (Person follower : followers) {
      Optional<Event> heard = firstText(follower);
      Person asker = follower.isAcknowledged() ? byTurn.get(follower.turnId()) : null;
      Optional<Event> told = asker == null ? Optional.empty() : firstText(asker);
      if (heard.isPresent()
          && told.isPresent()
          && told.get().atNanos() > redis.toNanos()
          && heard.get().atNanos() - told.get().atNanos() < LIVE.toNanos()) {
        first = Math.min(first, heard.get().atNanos() - redis.toNanos());
      }
    }
    return first / 1e6;
  }

  private static Optional<Event> firstText(Person person) {
    return person.events().stream().filter(event -> event.type().equals("text")).findFirst();
  }

  private void times(String what, Predicate<Person> which, Passes passes) {
    Histogram millis = new Histogram(3);
    askers.stream()
        .filter(Person::isAcknowledged)
        .filter(which)
        .forEach(person ->
            millis.recordValue(
                (person.events().getFirst().atNanos() - person.askedNanos()) / 1_000_000));
    passes.record("time to " + what + ", p50", (double) millis.getValueAtPercentile(50), "ms");
    passes.record("time to " + what + ", max", (double) millis.getMaxValue(), "ms");
  }

  private double count(Predicate<Person> which) {
    return (double) askers.stream().filter(which).count();
  }
}
