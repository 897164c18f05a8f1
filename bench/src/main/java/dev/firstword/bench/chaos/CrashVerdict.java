package dev.firstword.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.chaos.Kept.KeptMessage;
import dev.firstword.bench.client.Call;
import dev.firstword.bench.client.ContractException;
import dev.firstword.bench.client.Event;
import dev.firstword.bench.client.Person;
import dev.firstword.bench.report.Passes;
import dev.firstword.bench.report.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what people were told against what the server says and what the database holds: nothing
 * that was acknowledged may be missing, doubled, without its end or shorter than promised.
 */
final class CrashVerdict {

  private static final String LOST = "messages lost";
  private static final String DOUBLED = "turns doubled";
  private static final String UNASKED = "turns that nobody asked for";
  private static final String NOT_ENDED_ONCE = "turns without exactly one end";
  private static final String READER = "readers not told exactly one end, in order";
  private static final String CHANGED = "events that differ from what was shown";
  private static final String REPLAY = "replays that differ from what is kept";
  private static final String ANSWER = "answers that differ from their log";
  private static final String SECOND = "turns that lost text older than a second";
  private static final String CALLS = "model calls beyond one a turn";
  private static final double SECOND_MS = 1000;

  private final List<Person> people;
  private final List<Long> killsNanos;
  private final Findings findings;
  private final Map<String, List<Event>> replays = new HashMap<>();
  private final Map<String, Integer> ends = new TreeMap<>();
  private final List<LostText> losses = new ArrayList<>();

  CrashVerdict(List<Person> people, List<Long> killsNanos, Findings findings) {
    this.people = people;
    this.killsNanos = killsNanos;
    this.findings = findings;
    List.of(LOST, DOUBLED, UNASKED, NOT_ENDED_ONCE, READER, SECOND, CHANGED, REPLAY, ANSWER, CALLS)
        .forEach(findings::lookFor);
    for (Person person : people) {
      person.fault().ifPresent(fault -> findings.found(READER, People.name(person) + ": " + fault));
    }
  }

  /** From outside, while the server still runs. */
  void askTheServer(URI server) throws IOException {
    for (Person person : people) {
      if (person.isAcknowledged()) {
        lookAtConversation(server, person);
        lookAtReplay(server, person);
      }
    }
  }

  private void lookAtConversation(URI server, Person person) throws IOException {
    String path = "/api/conversations/" + person.startField("conversation_id");
    try (Call call = Call.of(server, "GET", path)) {
      int matching = 0;
      if (call.status() == 200) {
        for (JsonNode message : call.json().path("messages")) {
          boolean same =
              message.path("id").asText().equals(person.startField("user_message_id"))
                  && message.path("text").asText().equals(person.ask().message());
          matching += same ? 1 : 0;
        }
      }
      if (matching != 1) {
        findings.found(
            LOST, People.name(person) + ": " + matching + " in its conversation, " + call.status());
      }
    }
  }

  private void lookAtReplay(URI server, Person person) throws IOException {
    try (Call call = Call.follow(server, person.turnId(), 0)) {
      if (call.status() != 200) {
        findings.found(
            NOT_ENDED_ONCE, People.name(person) + ": its stream answers " + call.status());
        return;
      }
      replays.put(person.turnId(), call.events().all());
    } catch (ContractException e) {
      findings.found(NOT_ENDED_ONCE, People.name(person) + ": " + e.getMessage());
    }
  }

  /** Past the server, once it has stopped. */
  void lookInto(Kept kept) {
    Map<String, List<KeptMessage>> byText = new HashMap<>();
    Map<String, KeptMessage> byId = new HashMap<>();
    for (KeptMessage message : kept.messages()) {
      byId.put(message.id(), message);
      if (message.author().equals("user")) {
        byText.computeIfAbsent(message.text(), _ -> new ArrayList<>()).add(message);
      }
    }
    Set<String> expected = new HashSet<>();
    for (Person person : people) {
      lookForDoubles(person, kept, byText.getOrDefault(person.ask().message(), List.of()));
      Optional.ofNullable(kept.keys().get(person.ask().key())).ifPresent(expected::add);
      if (person.isAcknowledged()) {
        lookAtTurn(person, kept);
      }
    }
    for (KeptTurn turn : kept.turns().values()) {
      if (!expected.contains(turn.id())) {
        findings.found(UNASKED, turn.id() + " belongs to no key");
      }
      turn.problem()
          .ifPresent(problem -> findings.found(NOT_ENDED_ONCE, turn.id() + ": " + problem));
      ends.merge(turn.state(), 1, Integer::sum);
      KeptMessage answer = byId.get(turn.assistantMessageId());
      if (answer == null || !answer.text().equals(turn.text())) {
        findings.found(ANSWER, turn.id() + ": " + (answer == null ? "no message" : answer.text()));
      }
    }
  }

  private void lookForDoubles(Person person, Kept kept, List<KeptMessage> messages) {
    if (messages.size() > 1) {
      findings.found(DOUBLED, People.name(person) + ": " + messages.size() + " messages");
    }
    if (!person.isAcknowledged()) {
      findings.found(LOST, People.name(person) + ": never acknowledged");
      return;
    }
    String keyed = kept.keys().get(person.ask().key());
    if (!person.turnId().equals(keyed)) {
      findings.found(DOUBLED, People.name(person) + ": its key stands for " + keyed);
    }
    if (messages.isEmpty()) {
      findings.found(LOST, People.name(person) + ": not in the database");
    }
  }

  private void lookAtTurn(Person person, Kept kept) {
    KeptTurn turn = kept.turns().get(person.turnId());
    if (turn == null) {
      findings.found(LOST, People.name(person) + ": no such turn in the database");
      return;
    }
    Map<Long, String> log = new HashMap<>();
    turn.log().forEach(event -> log.put(event.id(), event.data()));
    for (Event event : person.events()) {
      String data = log.get(event.id());
      if (data != null && !data.equals(event.data())) {
        findings.found(
            CHANGED,
            People.name(person) + ": event " + event.id() + " " + event.data() + " is " + data);
        break;
      }
    }
    List<Event> replay = replays.get(person.turnId());
    if (replay != null && !People.lines(replay).equals(People.lines(turn.log()))) {
      findings.found(REPLAY, People.name(person));
    }
    LostText.of(person.events(), turn, killsNanos)
        .ifPresent(lost -> {
          losses.add(lost);
          if (lost.spanMs() > SECOND_MS) {
            findings.found(
                SECOND,
                "%s: %d characters, the oldest shown %.0f ms before the kill"
                    .formatted(People.name(person), lost.characters(), lost.spanMs()));
          }
        });
  }

  /** One question, one call: turns that were interrupted are not asked again. */
  void countModelCalls(int calls) {
    for (int i = people.size(); i < calls; i++) {
      findings.found(CALLS, calls + " calls for " + people.size() + " turns");
    }
  }

  void record(Passes passes) {
    passes.record("turns asked for", people.size(), "", Target.none());
    findings.record(passes);
    passes.record(
        "oldest text lost",
        losses.stream().mapToDouble(LostText::spanMs).max().orElse(0),
        "ms",
        Target.atMost(SECOND_MS));
    passes.record("turns interrupted", losses.size(), "", Target.none());
    passes.record(
        "turns that lost text",
        (double) losses.stream().filter(lost -> lost.pieces() > 0).count(),
        "",
        Target.none());
    passes.record(
        "connections broken", people.stream().mapToInt(Person::breaks).sum(), "", Target.none());
    ends.forEach((state, count) -> passes.record("turns " + state, count, "", Target.none()));
  }
}
