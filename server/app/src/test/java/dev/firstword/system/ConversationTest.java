package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code /api/conversations}: reading, paging, and deleting, and the history that a model receives.
 */
final class ConversationTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void showsAQuestionAndItsAnswer() {
    EventStream stream = client.ask(ChatCall.of("Hello, show me"));
    Transcript answer = stream.awaitEnd();
    ReceivedEvent start = stream.awaitEvent("start");

    JsonNode page = page(stream.conversationId(), "");

    assertThat(page.path("id").asText()).isEqualTo(stream.conversationId());
    assertThat(page.path("messages")).hasSize(2);
    JsonNode question = page.path("messages").path(0);
    assertThat(question.path("id").asText()).isEqualTo(start.field("user_message_id"));
    assertThat(question.path("role").asText()).isEqualTo("user");
    assertThat(question.path("text").asText()).isEqualTo("Hello, show me");
    assertThat(question.path("turn_id").asText()).isEqualTo(stream.turnId());
    assertThat(Instant.parse(question.path("created_at").asText())).isBeforeOrEqualTo(now());
    JsonNode reply = page.path("messages").path(1);
    assertThat(reply.path("id").asText()).isEqualTo(start.field("assistant_message_id"));
    assertThat(reply.path("role").asText()).isEqualTo("assistant");
    assertThat(reply.path("state").asText()).isEqualTo("complete");
    assertThat(reply.path("text").asText()).isEqualTo(answer.text());
    assertThat(page.has("next_before")).isFalse();
    assertThat(page.has("active_turn")).isFalse();
  }

  @Test
  void pagesBackToTheFirstMessage() {
    String conversation = conversationOf("page 1", "page 2", "page 3");
    List<String> whole = texts(page(conversation, ""));

    List<String> paged = new ArrayList<>();
    String before = "";
    int pages = 0;
    do {
      JsonNode page = page(conversation, "?limit=2" + before);
      paged.addAll(0, texts(page));
      before = page.has("next_before") ? "&before=" + page.path("next_before").asText() : "";
      pages++;
    } while (!before.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(paged).isEqualTo(whole);
    assertThat(paged).hasSize(6).startsWith("page 1").contains("page 2", "page 3");
  }

  @Test
  void putsTheOldestMessageFirstInTheNewestPage() {
    String conversation = conversationOf("one", "two", "three");

    JsonNode page = page(conversation, "?limit=2");

    assertThat(texts(page).getFirst()).isEqualTo("three");
    assertThat(page.path("messages").path(1).path("role").asText()).isEqualTo("assistant");
  }

  @Test
  void namesTheActiveTurn() {
    EventStream stream = client.ask(ChatCall.writing("Are you running?"));
    stream.awaitText(20);

    String active = page(stream.conversationId(), "").path("active_turn").asText();
    client.cancel(stream.turnId());
    stream.awaitEnd();

    assertThat(active).isEqualTo(stream.turnId());
    assertThat(page(stream.conversationId(), "").has("active_turn")).isFalse();
  }

  @Test
  void listsTheNewestActivityFirst() {
    String first = conversationOf("the first of two to list");
    String second = conversationOf("the second of two to list");
    assertThat(ids(client.get("/api/conversations").json())).startsWith(second, first);

    client.answer(ChatCall.of("Up again").inConversation(first));

    JsonNode list = client.get("/api/conversations").json();
    assertThat(ids(list)).startsWith(first, second);
    assertThat(list.path("conversations").path(0).path("title").asText())
        .isEqualTo("the first of two to list");
  }

  @Test
  void honoursTheLimit() {
    conversationOf("many 1");
    conversationOf("many 2");

    assertThat(client.get("/api/conversations?limit=1").json().path("conversations")).hasSize(1);
  }

  @Test
  void deletesAConversation() {
    EventStream stream = client.ask(ChatCall.of("Hello, forget me"));
    stream.awaitEnd();
    String target = "/api/conversations/" + stream.conversationId();

    Reply deleted = client.send("DELETE", target);

    assertThat(deleted.status()).isEqualTo(204);
    ProblemAssertions.assertProblem(client.get(target), 404, "unknown_conversation");
    ProblemAssertions.assertProblem(client.send("DELETE", target), 404, "unknown_conversation");
    ProblemAssertions.assertProblem(client.turn(stream.turnId()), 404, "unknown_turn");
    ProblemAssertions.assertProblem(
        client.get("/api/turns/" + stream.turnId() + "/stream"), 404, "unknown_turn");
    ProblemAssertions.assertProblem(
        client.refused(ChatCall.of("Still there?").inConversation(stream.conversationId())),
        404,
        "unknown_conversation");
    assertThat(ids(client.get("/api/conversations?limit=200").json()))
        .doesNotContain(stream.conversationId());
  }

  @Test
  void cancelsTheTurnsOfADeletedConversation() {
    EventStream stream = client.ask(ChatCall.writing("Forget me while I write"));
    stream.awaitText(20);

    client.send("DELETE", "/api/conversations/" + stream.conversationId());

    assertThat(stream.awaitEnd().ending().field("by")).isEqualTo("user");
    SERVER.awaitCallsClosed(1);
    ServerFixture.awaitTrue(() -> client.turn(stream.turnId()).status() == 404);
  }

  @Test
  void leavesOtherConversationsAlone() {
    String kept = conversationOf("keep this");
    String deleted = conversationOf("delete that");

    client.send("DELETE", "/api/conversations/" + deleted);

    assertThat(texts(page(kept, ""))).startsWith("keep this");
  }

  @Test
  void survivesARestart() {
    String conversation = conversationOf("outlive 1", "outlive 2");
    JsonNode before = page(conversation, "");

    SERVER.restart();

    assertThat(SERVER.client().get("/api/conversations/" + conversation).json()).isEqualTo(before);
  }

  @Test
  void sendsTheHistoryToTheModel() {
    EventStream first = client.ask(ChatCall.of("Remember the word zebra and forty more words"));
    long alone = promptTokens(first.awaitEnd());

    long together =
        promptTokens(
            client.answer(ChatCall.of("Which word?").inConversation(first.conversationId())));
    long apart = promptTokens(client.answer(ChatCall.of("Which word?")));

    assertThat(apart).isLessThan(alone);
    assertThat(together).isGreaterThan(alone + SimulatedModels.ORDINARY_TOKENS / 2);
  }

  @Test
  void sendsTheTextOfACancelledAnswerToTheModel() {
    EventStream stopped = client.ask(ChatCall.writing("Write until I stop you"));
    int length = stopped.awaitText(400).length();
    client.cancel(stopped.turnId());
    stopped.awaitEnd();

    long together =
        promptTokens(client.answer(ChatCall.of("Go on").inConversation(stopped.conversationId())));
    long apart = promptTokens(client.answer(ChatCall.of("Go on")));

    assertThat(together).isGreaterThan(apart + length / 8);
  }

  @Test
  void anEditedMessageTakesThePlaceOfTheTurnsAfterIt() {
    EventStream first = client.ask(ChatCall.of("Remember the word zebra and forty more words"));
    first.awaitEnd();
    EventStream second =
        client.ask(ChatCall.of("Forget it").inConversation(first.conversationId()));
    second.awaitEnd();
    String replaced = first.awaitEvent("start").field("user_message_id");
    ChatCall edit =
        ChatCall.of("Which word?")
            .inConversation(first.conversationId())
            .with("replaces", replaced);

    EventStream edited = client.ask(edit.key("edit-1"));

    long tokens = promptTokens(edited.awaitEnd());
    assertThat(tokens).isEqualTo(promptTokens(client.answer(ChatCall.of("Which word?"))));
    assertThat(texts(page(first.conversationId(), ""))).hasSize(2).startsWith("Which word?");
    assertThat(client.turn(second.turnId()).status()).isEqualTo(200);
    assertThat(client.ask(edit.key("edit-1")).turnId()).isEqualTo(edited.turnId());
    ProblemAssertions.assertProblem(client.refused(edit.key("edit-2")), 422, "not_answerable");
  }

  @Test
  void listsConversationsByOriginAndText() {
    String talk = conversationOf("A talk about rivers and quokkas");
    EventStream run = client.ask(ChatCall.of("A run about quokkas").with("origin", "playground"));
    run.awaitEnd();

    assertThat(ids(client.get("/api/conversations?q=quokkas").json()))
        .containsExactly(run.conversationId(), talk);
    assertThat(ids(client.get("/api/conversations?q=QUOKKAS&origin=chat").json()))
        .containsExactly(talk);
    JsonNode listed = client.get("/api/conversations?q=quokkas&origin=playground").json();
    assertThat(ids(listed)).containsExactly(run.conversationId());
    assertThat(listed.path("conversations").path(0).path("origin").asText())
        .isEqualTo("playground");
  }

  @Test
  void renamesAConversation() {
    String conversation = conversationOf("name me");
    String target = "/api/conversations/" + conversation;

    assertThat(client.json("PATCH", target, "{\"title\":\"  Two\\nlines \"}").status())
        .isEqualTo(204);

    assertThat(
            client
                .get("/api/conversations?limit=1")
                .json()
                .path("conversations")
                .path(0)
                .path("title")
                .asText())
        .isEqualTo("Two lines");
    ProblemAssertions.assertProblem(
        client.json("PATCH", target, "{\"title\":\" \"}"), 400, "malformed_request");
    ProblemAssertions.assertProblem(
        client.json("PATCH", target, "{\"title\":\"" + "x".repeat(201) + "\"}"),
        400,
        "malformed_request");
    ProblemAssertions.assertProblem(
        client.json("PATCH", "/api/conversations/conv_none", "{\"title\":\"x\"}"),
        404,
        "unknown_conversation");
  }

  private static long promptTokens(Transcript answer) {
    JsonNode usage = answer.ending().json().path("usage");
    return usage.path("input_tokens").asLong()
        + usage.path("cache_creation_input_tokens").asLong()
        + usage.path("cache_read_input_tokens").asLong();
  }

  private String conversationOf(String first, String... others) {
    EventStream stream = client.ask(ChatCall.of(first));
    stream.awaitEnd();
    for (String other : others) {
      client.answer(ChatCall.of(other).inConversation(stream.conversationId()));
    }
    return stream.conversationId();
  }

  private JsonNode page(String conversation, String query) {
    return client.get("/api/conversations/" + conversation + query).json();
  }

  private static List<String> texts(JsonNode page) {
    return page.path("messages").findValuesAsText("text");
  }

  private static List<String> ids(JsonNode list) {
    return list.path("conversations").findValuesAsText("id");
  }

  private static Instant now() {
    return Instant.now();
  }
}
