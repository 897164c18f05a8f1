package dev.firstword.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.bench.chaos.DatabaseSnapshot.StoredMessage;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.client.TurnClient;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.ProtocolException;
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
 * Compares the events that clients received with the server's replies and with the database.
 * Nothing acknowledged may be missing, duplicated, without its end, or shorter than promised.
 */
final class CrashChecker {

  private static final String LOST = "messages lost";
  private static final String DUPLICATED = "turns duplicated";
  private static final String UNEXPECTED = "unexpected turns";
  private static final String NOT_ENDED_ONCE = "turns without exactly one end";
  private static final String BAD_READER_STREAM =
      "readers that did not receive exactly one end, in order";
  private static final String CHANGED = "events that differ from what clients received";
  private static final String REPLAY_MISMATCH = "replays that differ from what is stored";
  private static final String ANSWER_MISMATCH = "answers that differ from their log";
  private static final String LOST_OLD_TEXT = "turns that lost text older than a second";
  private static final String EXTRA_CALLS = "model calls beyond one per turn";
  private static final double MAX_LOST_MS = 1000;

  private final List<TurnClient> clients;
  private final List<Long> killsNanos;
  private final Violations violations;
  private final Map<String, List<ReceivedEvent>> replays = new HashMap<>();
  private final Map<String, Integer> turnsByState = new TreeMap<>();
  private final List<LostText> losses = new ArrayList<>();

  CrashChecker(List<TurnClient> clients, List<Long> killsNanos, Violations violations) {
    this.clients = clients;
    this.killsNanos = killsNanos;
    this.violations = violations;
    List.of(
            LOST,
            DUPLICATED,
            UNEXPECTED,
            NOT_ENDED_ONCE,
            BAD_READER_STREAM,
            LOST_OLD_TEXT,
            CHANGED,
            REPLAY_MISMATCH,
            ANSWER_MISMATCH)
        .forEach(violations::expectNone);
    for (TurnClient client : clients) {
      client
          .violation()
          .ifPresent(
              fault -> violations.add(BAD_READER_STREAM, ClientGroup.name(client) + ": " + fault));
    }
  }

  /** Checks through the API, while the server is still running. */
  void checkServer(URI server) throws IOException {
    for (TurnClient client : clients) {
      if (client.isAcknowledged()) {
        checkConversation(server, client);
        checkReplay(server, client);
      }
    }
  }

  private void checkConversation(URI server, TurnClient client) throws IOException {
    String path = "/api/conversations/" + client.startField("conversation_id");
    try (HttpCall call = HttpCall.of(server, "GET", path)) {
      int matching = 0;
      if (call.status() == 200) {
        for (JsonNode message : call.json().path("messages")) {
          boolean same =
              message.path("id").asText().equals(client.startField("user_message_id"))
                  && message.path("text").asText().equals(client.request().message());
          matching += same ? 1 : 0;
        }
      }
      if (matching != 1) {
        violations.add(
            LOST,
            ClientGroup.name(client) + ": " + matching + " in its conversation, " + call.status());
      }
    }
  }

  private void checkReplay(URI server, TurnClient client) throws IOException {
    try (HttpCall call = HttpCall.follow(server, client.turnId(), 0)) {
      if (call.status() != 200) {
        violations.add(
            NOT_ENDED_ONCE, ClientGroup.name(client) + ": its stream answers " + call.status());
        return;
      }
      replays.put(client.turnId(), call.events().all());
    } catch (ProtocolException e) {
      violations.add(NOT_ENDED_ONCE, ClientGroup.name(client) + ": " + e.getMessage());
    }
  }

  /** Checks the database directly, after the server has stopped. */
  void checkDatabase(DatabaseSnapshot snapshot) {
    Map<String, List<StoredMessage>> byText = new HashMap<>();
    Map<String, StoredMessage> byId = new HashMap<>();
    for (StoredMessage message : snapshot.messages()) {
      byId.put(message.id(), message);
      if (message.author().equals("user")) {
        byText.computeIfAbsent(message.text(), _ -> new ArrayList<>()).add(message);
      }
    }
    Set<String> expected = new HashSet<>();
    for (TurnClient client : clients) {
      checkDuplicates(client, snapshot, byText.getOrDefault(client.request().message(), List.of()));
      Optional.ofNullable(snapshot.keys().get(client.request().key())).ifPresent(expected::add);
      if (client.isAcknowledged()) {
        checkTurn(client, snapshot);
      }
    }
    for (PersistedTurn turn : snapshot.turns().values()) {
      if (!expected.contains(turn.id())) {
        violations.add(UNEXPECTED, turn.id() + " belongs to no key");
      }
      turn.problem()
          .ifPresent(problem -> violations.add(NOT_ENDED_ONCE, turn.id() + ": " + problem));
      turnsByState.merge(turn.state(), 1, Integer::sum);
      StoredMessage answer = byId.get(turn.assistantMessageId());
      if (answer == null || !answer.text().equals(turn.text())) {
        violations.add(
            ANSWER_MISMATCH, turn.id() + ": " + (answer == null ? "no message" : answer.text()));
      }
    }
  }

  private void checkDuplicates(
      TurnClient client, DatabaseSnapshot snapshot, List<StoredMessage> messages) {
    if (messages.size() > 1) {
      violations.add(DUPLICATED, ClientGroup.name(client) + ": " + messages.size() + " messages");
    }
    if (!client.isAcknowledged()) {
      violations.add(LOST, ClientGroup.name(client) + ": never acknowledged");
      return;
    }
    String turnIdByKey = snapshot.keys().get(client.request().key());
    if (!client.turnId().equals(turnIdByKey)) {
      violations.add(DUPLICATED, ClientGroup.name(client) + ": its key stands for " + turnIdByKey);
    }
    if (messages.isEmpty()) {
      violations.add(LOST, ClientGroup.name(client) + ": not in the database");
    }
  }

  private void checkTurn(TurnClient client, DatabaseSnapshot snapshot) {
    PersistedTurn turn = snapshot.turns().get(client.turnId());
    if (turn == null) {
      violations.add(LOST, ClientGroup.name(client) + ": no such turn in the database");
      return;
    }
    Map<Long, String> log = new HashMap<>();
    turn.log().forEach(event -> log.put(event.id(), event.data()));
    for (ReceivedEvent event : client.events()) {
      String data = log.get(event.id());
      if (data != null && !data.equals(event.data())) {
        violations.add(
            CHANGED,
            ClientGroup.name(client)
                + ": event "
                + event.id()
                + " "
                + event.data()
                + " is "
                + data);
        break;
      }
    }
    List<ReceivedEvent> replay = replays.get(client.turnId());
    if (replay != null
        && !ClientGroup.wireLines(replay).equals(ClientGroup.wireLines(turn.log()))) {
      violations.add(REPLAY_MISMATCH, ClientGroup.name(client));
    }
    LostText.of(client.events(), turn, killsNanos)
        .ifPresent(lost -> {
          losses.add(lost);
          if (lost.spanMs() > MAX_LOST_MS) {
            violations.add(
                LOST_OLD_TEXT,
                "%s: %d characters, the oldest shown %.0f ms before the kill"
                    .formatted(ClientGroup.name(client), lost.characters(), lost.spanMs()));
          }
        });
  }

  /** Checks that each turn made at most one model call: interrupted turns are not retried. */
  void checkModelCalls(int calls) {
    violations.expectNone(EXTRA_CALLS);
    for (int i = clients.size(); i < calls; i++) {
      violations.add(EXTRA_CALLS, calls + " calls for " + clients.size() + " turns");
    }
  }

  void record(Measurements measurements) {
    measurements.record("turns asked for", clients.size(), "", Target.none());
    violations.record(measurements);
    measurements.record(
        "oldest text lost",
        losses.stream().mapToDouble(LostText::spanMs).max().orElse(0),
        "ms",
        Target.atMost(MAX_LOST_MS));
    measurements.record("turns interrupted", losses.size(), "", Target.none());
    measurements.record(
        "turns that lost text",
        (double) losses.stream().filter(lost -> lost.pieces() > 0).count(),
        "",
        Target.none());
    measurements.record(
        "connections broken",
        clients.stream().mapToInt(TurnClient::brokenConnections).sum(),
        "",
        Target.none());
    turnsByState.forEach(
        (state, count) -> measurements.record("turns " + state, count, "", Target.none()));
  }
}
