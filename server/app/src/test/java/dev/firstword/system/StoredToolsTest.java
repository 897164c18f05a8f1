package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools in stored calls: the results come in another request, and the same turn resumes. */
final class StoredToolsTest {

  @RegisterExtension
  static final ServerFixture SERVER = new ServerFixture(_ -> {}, AgentModels::addTo);

  private static final String MODEL = AgentModels.name(Dialect.ANTHROPIC);

  private final Client client = SERVER.client();
  private final ResponseClient responses = new ResponseClient(client);

  @BeforeEach
  void setModels() {
    SERVER.models(AgentModels.withoutThoughts());
  }

  @ParameterizedTest
  @EnumSource
  void runsToolsWithinOneTurn(ToolApi api) {
    String conversation = conversation();

    Reply asked = post(api, conversation, api.question("Search twice"));
    assertThat(asked.status()).as(asked.body()).isEqualTo(200);
    List<String> ids = api.callIds(asked.json());
    Reply answered = post(api, conversation, api.results(ids));

    assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    assertThat(api.finish(asked.json())).isIn("tool_use", "tool_calls", "completed");
    assertThat(answered.status()).as(answered.body()).isEqualTo(200);
    assertThat(api.text(answered.json())).startsWith(AgentModels.ANSWER_START);
    assertThat(api.finish(answered.json())).isIn("end_turn", "stop", "completed");
    assertThat(answered.header("turn-id")).isEqualTo(asked.header("turn-id"));
    assertThat(messages(conversation).findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "assistant");
    assertThat(SERVER.calls().calls()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void streamsEachPartToItsRequest(ToolApi api) {
    String conversation = conversation();

    Reply asked = post(api, conversation, api.question("Search now").put("stream", true));
    List<String> ids = callsIn(conversation);
    Reply answered = post(api, conversation, api.results(ids).put("stream", true));

    String end =
        switch (api) {
          case MESSAGES -> "message_stop";
          case CHAT -> "[DONE]";
          case RESPONSES -> "response.completed";
        };
    assertThat(asked.body()).contains(ids).contains(end).doesNotContain("Found");
    assertThat(answered.body()).contains("Found").contains(end).doesNotContain(ids);
  }

  /** SDKs that run tools send the whole conversation again. */
  @Test
  void readsNothingBeforeTheResults() {
    String conversation = conversation();
    ObjectNode question = ToolApi.CHAT.question("Search for me");
    JsonNode asked = post(ToolApi.CHAT, conversation, question).json();
    ObjectNode results = ToolApi.CHAT.results(ToolApi.CHAT.callIds(asked));
    ObjectNode whole = question.deepCopy();
    whole
        .withArray("/messages")
        .add(asked.at("/choices/0/message"))
        .addAll(results.withArray("/messages"));

    Reply answered = post(ToolApi.CHAT, conversation, whole);

    assertThat(answered.status()).as(answered.body()).isEqualTo(200);
    assertThat(ToolApi.CHAT.text(answered.json())).startsWith(AgentModels.ANSWER_START);
    assertThat(messages(conversation)).hasSize(4);
  }

  @Test
  void givesEachPartAnIdUnderWhichItIsFound() {
    JsonNode first = ask();
    String id = first.path("id").asText();
    List<String> ids = ToolApi.RESPONSES.callIds(first);
    JsonNode second = responses.create(resultsAfter(id, ids));

    assertThat(second.path("id").asText()).isEqualTo(id + "_1");
    for (JsonNode part : List.of(first, second)) {
      String partId = part.path("id").asText();
      assertThat(responses.get(partId).json()).isEqualTo(part);
      List<JsonNode> events = responses.follow(partId);
      assertThat(events.getLast().path("response")).isEqualTo(part);
      for (int seen = 0; seen < events.size(); seen++) {
        assertThat(responses.followAfter(partId, seen))
            .isEqualTo(events.subList(seen + 1, events.size()));
      }
    }
    for (String unknown : List.of(id + "_2", id + "_0", id + "_01", id + "_x", id + "_99999")) {
      assertThat(responses.get(unknown).status()).as(unknown).isEqualTo(404);
    }
  }

  @Test
  void goesOnWithAMessageAfterTheLastPartOnly() {
    JsonNode first = ask();
    String id = first.path("id").asText();
    ObjectNode next = ToolApi.RESPONSES.question("And then?");

    Reply early = responses.post(next.deepCopy().put("previous_response_id", id));
    JsonNode second = responses.create(resultsAfter(id, ToolApi.RESPONSES.callIds(first)));
    Reply branch = responses.post(next.deepCopy().put("previous_response_id", id));
    JsonNode third =
        responses.create(next.deepCopy().put("previous_response_id", second.path("id").asText()));

    assertThat(early.status()).isEqualTo(400);
    assertThat(message(early)).contains("Send their results");
    assertThat(branch.status()).isEqualTo(400);
    assertThat(message(branch)).contains("not the newest");
    assertThat(third.at("/conversation/id")).isEqualTo(first.at("/conversation/id"));
  }

  @Test
  void answersTheSameResultsTheSameWay() {
    JsonNode first = ask();
    ObjectNode results = resultsAfter(first.path("id").asText(), ToolApi.RESPONSES.callIds(first));

    List<JsonNode> answers = Concurrently.all(List.of(1, 2, 3), _ -> responses.create(results));

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(responses.create(results)).isEqualTo(answers.getFirst());
    assertThat(SERVER.calls().calls()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesResultsThatAreNotComplete(boolean isNamed) {
    JsonNode first = ask();
    List<String> ids = ToolApi.RESPONSES.callIds(first);
    ObjectNode one = ToolApi.RESPONSES.results(ids.subList(0, 1));
    if (isNamed) {
      one.set("conversation", first.path("conversation"));
    } else {
      one.put("previous_response_id", first.path("id").asText());
    }

    Reply refused = responses.post(one);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(message(refused)).contains("no result").contains(ids.getLast());
    JsonNode second = responses.create(resultsAfter(first.path("id").asText(), ids));
    assertThat(ResponseClient.text(second)).startsWith(AgentModels.ANSWER_START);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"x\",\"output\":\"y\"}]}"
            + " | No answer waits",
        "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"x\",\"output\":\"y\"},"
            + "{\"role\":\"user\",\"content\":\"And?\"}]} | Send them alone",
        "{\"background\":true,\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"x\","
            + "\"output\":\"y\"}]} | in the background",
      })
  void refusesResultsThatNothingWaitsFor(String fields, String reason) {
    JsonNode first = ask();
    ObjectNode request = ToolApi.RESPONSES.question("And then?");
    request.setAll((ObjectNode) Reply.json(fields));
    request.put("previous_response_id", first.path("id").asText());

    Reply refused = responses.post(request);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(message(refused)).contains(reason);
    JsonNode answer =
        responses.create(resultsAfter(first.path("id").asText(), ToolApi.RESPONSES.callIds(first)));
    assertThat(answer.path("status").asText()).isEqualTo("completed");
  }

  @Test
  void refusesToolsInTheBackground() {
    Reply refused = responses.post(ToolApi.RESPONSES.question("Search").put("background", true));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(message(refused)).contains("in the background has no tools");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void isStoppedWhileToolsRun() {
    JsonNode first = ask();
    String id = first.path("id").asText();

    assertThat(responses.cancel(id).json()).isEqualTo(first);
    JsonNode second = responses.create(resultsAfter(id, ToolApi.RESPONSES.callIds(first)));

    assertThat(second.path("status").asText()).isEqualTo("cancelled");
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void cancelsOnlyThePartThatRuns() {
    JsonNode first = ask();
    String id = first.path("id").asText();

    assertThat(responses.cancel(id + "_7").status()).isEqualTo(404);
    assertThat(responses.delete(id + "_7").status()).isEqualTo(404);
    assertThat(responses.get(id + "_7").status()).isEqualTo(404);

    JsonNode second = responses.create(resultsAfter(id, ToolApi.RESPONSES.callIds(first)));
    assertThat(second.path("status").asText()).isEqualTo("completed");
    assertThat(second.path("model").asText()).isEqualTo(MODEL);
    assertThat(responses.cancel(id).json()).isEqualTo(first);
    assertThat(responses.get(id + "_1").json()).isEqualTo(second);
  }

  @Test
  void goesOnWithAMessageAfterACancel() {
    JsonNode first = ask();
    String id = first.path("id").asText();
    responses.cancel(id);

    JsonNode next =
        responses.create(ToolApi.RESPONSES.question("Go on").put("previous_response_id", id));

    assertThat(next.at("/conversation/id")).isEqualTo(first.at("/conversation/id"));
  }

  @Test
  void takesResultsOfAnEarlierTurnThatStillWaits() {
    String conversation = conversation();
    Reply first = post(ToolApi.CHAT, conversation, ToolApi.CHAT.question("Search one"));
    Reply second = post(ToolApi.CHAT, conversation, ToolApi.CHAT.question("Search two"));

    Reply answer =
        post(ToolApi.CHAT, conversation, ToolApi.CHAT.results(ToolApi.CHAT.callIds(first.json())));

    assertThat(second.status()).isEqualTo(200);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("turn-id")).isEqualTo(first.header("turn-id"));
  }

  @Test
  void takesAllResultsIfOneOfThemCameEarlier() {
    JsonNode first = ask();
    List<String> ids = ToolApi.RESPONSES.callIds(first);
    String turnId = first.path("id").asText().replaceFirst("resp", "turn");
    Reply early =
        client.post(
            "/api/turns/" + turnId + "/tool_results",
            "{\"results\":[{\"id\":\"%s\",\"content\":\"%s\"}]}"
                .formatted(ids.getFirst(), AgentModels.RESULT));
    assertThat(early.status()).isEqualTo(202);

    JsonNode second = responses.create(resultsAfter(first.path("id").asText(), ids));

    assertThat(ResponseClient.text(second)).startsWith(AgentModels.ANSWER_START);
  }

  @Test
  void limitsResultsAsTheNativeApiDoes() {
    JsonNode first = ask();
    List<String> ids = ToolApi.RESPONSES.callIds(first);
    ObjectNode large = resultsAfter(first.path("id").asText(), ids);
    ((ObjectNode) large.at("/input/0")).put("output", "x".repeat(1024 * 1024 + 1));
    ObjectNode twice =
        resultsAfter(first.path("id").asText(), List.of(ids.getFirst(), ids.getFirst()));

    assertThat(responses.post(large).status()).isEqualTo(413);
    assertThat(responses.post(twice).status()).isEqualTo(400);
  }

  @Test
  void goesOnAfterARestart() {
    JsonNode first = ask();
    String id = first.path("id").asText();

    SERVER.stop();
    SERVER.start();

    ResponseClient restarted = new ResponseClient(SERVER.client());
    assertThat(restarted.get(id).json()).isEqualTo(first);
    JsonNode second = restarted.create(resultsAfter(id, ToolApi.RESPONSES.callIds(first)));
    assertThat(ResponseClient.text(second))
        .as(second.toString())
        .startsWith(AgentModels.ANSWER_START);
    assertThat(restarted.get(id + "_1").json()).isEqualTo(second);
  }

  /** A node that continues a turn asks again for the calls of the round it finds. */
  @Test
  void asksForTheCallsOfEachRoundOnceAfterARestart() {
    String conversation = conversation();
    SERVER.models(AgentModels.callingInRounds(2));
    JsonNode first =
        responses.create(
            ToolApi.RESPONSES.question("Search, then search").put("conversation", conversation));
    String id = first.path("id").asText();
    List<String> firstCalls = ToolApi.RESPONSES.callIds(first);

    SERVER.stop();
    SERVER.start();
    ResponseClient restarted = new ResponseClient(SERVER.client());
    JsonNode second = restarted.create(resultsAfter(id, firstCalls));
    List<String> secondCalls = ToolApi.RESPONSES.callIds(second);
    JsonNode third = restarted.create(resultsAfter(id + "_1", secondCalls));

    assertThat(firstCalls).hasSize(1);
    assertThat(secondCalls).hasSize(1).doesNotContainAnyElementsOf(firstCalls);
    assertThat(ToolApi.RESPONSES.callIds(third)).isEmpty();
    assertThat(ResponseClient.text(third)).startsWith(AgentModels.ANSWER_START);
    for (JsonNode part : List.of(first, second, third)) {
      assertThat(restarted.get(part.path("id").asText()).json()).isEqualTo(part);
    }
  }

  /** Starts a response that ends with two calls. */
  private JsonNode ask() {
    JsonNode first =
        responses.create(
            ToolApi.RESPONSES.question("Search twice").put("conversation", conversation()));
    assertThat(first.path("status").asText()).isEqualTo("completed");
    return first;
  }

  private static ObjectNode resultsAfter(String previousId, List<String> ids) {
    return ToolApi.RESPONSES.results(ids).put("previous_response_id", previousId);
  }

  private static String message(Reply reply) {
    return reply.json().at("/error/message").asText();
  }

  /** Returns a conversation with one turn, after which the calls are counted anew. */
  private String conversation() {
    ChatCall hello = ChatCall.of("Hello").model(SimulatedModels.FAST);
    try (EventStream stream = client.ask(hello.key(UUID.randomUUID().toString()))) {
      stream.awaitEnd();
      SERVER.resetSimulator();
      SERVER.models(AgentModels.withoutThoughts());
      return stream.conversationId();
    }
  }

  /** Returns the ids of the calls that the newest turn of a conversation waits for. */
  private List<String> callsIn(String conversation) {
    String turnId =
        client.get("/api/conversations/" + conversation).json().path("active_turn").asText();
    try (EventStream stream = client.follow(turnId)) {
      List<String> ids = new ArrayList<>();
      while (ids.size() < 2) {
        ids.add(
            stream
                .await(event ->
                    event.is("tool_call")
                        && event.field("state").equals("running")
                        && !ids.contains(event.field("id")))
                .field("id"));
      }
      return ids;
    }
  }

  private Reply post(ToolApi api, String conversation, ObjectNode body) {
    Client naming =
        new Client(SERVER.firstword().uri(), "Firstword-Conversation: " + conversation + "\r\n");
    return naming.post(api.path, body.toString());
  }

  private JsonNode messages(String conversation) {
    return client.get("/api/conversations/" + conversation).json().path("messages");
  }
}
