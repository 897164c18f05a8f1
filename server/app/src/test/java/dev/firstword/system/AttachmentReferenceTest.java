package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.attachment.TestMedia;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages that name an image or a file by its hash, because their conversation has it. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class AttachmentReferenceTest {

  private static final byte[] IMAGE = TestMedia.png(30, 20);
  private static final String BASE64 = Base64.getEncoder().encodeToString(IMAGE);

  private static final ScriptedServer PROVIDER =
      new ScriptedServer(AttachmentReferenceTest::answer);
  private static ServerFixture server;
  private static Client ada;
  private static Client bob;
  private static Client eve;

  @BeforeAll
  static void start() {
    List<String> keys = new ArrayList<>();
    server =
        new ServerFixture(
            data -> {
              TestKeys owners = new TestKeys(data);
              keys.add(owners.add(new Caller("acme", "ada"), Role.USER));
              keys.add(owners.add(new Caller("acme", "bob"), Role.USER));
              keys.add(owners.add(new Caller("other", "ada"), Role.USER));
            },
            settings ->
                settings.providers(
                    List.of(
                        new ProviderEndpoint(
                            "scripted", Dialect.ANTHROPIC, PROVIDER.uri(), "key", Map.of()))));
    ada = server.client(keys.get(0));
    bob = server.client(keys.get(1));
    eve = server.client(keys.get(2));
  }

  @AfterAll
  static void close() {
    server.close();
    PROVIDER.close();
  }

  private static void answer(Peer peer) throws IOException {
    while (true) { // Until the client closes the connection.
      peer.readRequest();
      peer.sendWholeStream(AnthropicStreams.answer("A chart."));
    }
  }

  private static ChatCall call(ObjectNode... parts) {
    ObjectNode fields = Reply.JSON.createObjectNode();
    ArrayNode message = fields.putArray("message");
    List.of(parts).forEach(message::add);
    return new ChatCall(fields, "");
  }

  private static ObjectNode part(String type) {
    return Reply.JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode text(String text) {
    return part("text").put("text", text);
  }

  private static ObjectNode image() {
    return part("image").put("name", "chart.png").put("data", IMAGE);
  }

  private static ObjectNode reference(String hash) {
    return part("image").put("sha256", hash);
  }

  /** Sends the image in a conversation of its own, and returns the id of the conversation. */
  private static String conversationOf(Client user) {
    Transcript answer = user.answer(call(text("What is this?"), image()));
    assertThat(answer.ending().type()).isEqualTo("done");
    return answer.events().getFirst().field("conversation_id");
  }

  private static JsonNode messages(Client user, String conversation) {
    return user.get("/api/conversations/" + conversation).json().path("messages");
  }

  private static String hash() {
    return messages(ada, conversationOf(ada)).path(0).path("parts").path(0).path("sha256").asText();
  }

  private static JsonNode lastQuestion() {
    JsonNode sent = Reply.json(PROVIDER.requests().getLast().body()).path("messages");
    return sent.path(sent.size() - 1).path("content");
  }

  @Test
  void theModelSeesWhatALaterMessageRefersTo() {
    String conversation = conversationOf(ada);
    JsonNode stored = messages(ada, conversation).path(0).path("parts").path(0);
    String hash = stored.path("sha256").asText();

    Transcript answer =
        ada.answer(call(text("And its colours?"), reference(hash)).inConversation(conversation));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(lastQuestion().path(0).path("source").path("data").asText()).isEqualTo(BASE64);
    assertThat(messages(ada, conversation).path(2).path("parts").path(0)).isEqualTo(stored);
  }

  @Test
  void anImageAloneIsAMessage() {
    Transcript first = ada.answer(call(image()));

    assertThat(first.ending().type()).isEqualTo("done");
    assertThat(lastQuestion()).hasSize(1);
    assertThat(lastQuestion().path(0).path("type").asText()).isEqualTo("image");
    String conversation = first.events().getFirst().field("conversation_id");
    assertThat(ada.answer(call(text("And?")).inConversation(conversation)).ending().type())
        .isEqualTo("done");
    assertThat(PROVIDER.requests().getLast().body()).as("as history too").contains(BASE64);
  }

  @Test
  void aFileAloneIsAMessage() {
    Transcript answer =
        ada.answer(call(part("file").put("name", "a.pdf").put("data", TestMedia.pdf(2))));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(lastQuestion().path(0).path("type").asText()).isEqualTo("document");
  }

  /** So a hash says nothing about what others have, or had. */
  @Test
  void everyOtherReferenceIsNotFoundInTheSameWords() {
    String hash = hash();
    String conversation =
        ada.answer(ChatCall.of("Hello, nothing here")).events().getFirst().field("conversation_id");
    JsonNode never = refusal(ada, reference("0".repeat(64)), conversation);
    String deleted = conversationOf(ada);
    assertThat(ada.send("DELETE", "/api/conversations/" + deleted).status()).isEqualTo(204);
    String ofBob = conversationOf(bob);
    String ofEve = conversationOf(eve);

    assertThat(never.path("code").asText()).isEqualTo("unknown_attachment");
    assertThat(refusal(ada, reference(hash), conversation)).as("of another").isEqualTo(never);
    assertThat(refusal(ada, reference(hash), deleted)).as("deleted").isEqualTo(never);
    assertThat(refusal(ada, reference(hash), ofBob)).as("a colleague's").isEqualTo(never);
    assertThat(refusal(ada, reference(hash), ofEve)).as("another tenant's").isEqualTo(never);
    assertThat(refusal(ada, reference(hash), "conv_none")).as("no such").isEqualTo(never);
    assertThat(refusal(ada, reference(hash), null)).as("no conversation yet").isEqualTo(never);
    assertThat(refusal(ada, part("file").put("sha256", hash), conversationOf(ada)))
        .as("an image as a file")
        .isEqualTo(never);
  }

  private static JsonNode refusal(
      Client user, ObjectNode reference, @Nullable String conversation) {
    ChatCall call = call(text("Look: " + System.nanoTime()), reference);
    Reply reply = user.refused(conversation == null ? call : call.inConversation(conversation));
    assertThat(reply.status()).isEqualTo(404);
    ObjectNode problem = (ObjectNode) reply.json();
    problem.remove("instance");
    return problem;
  }

  @Test
  void aJobRefersToWhatItsConversationHas() {
    String conversation = conversationOf(ada);
    String hash = messages(ada, conversation).path(0).path("parts").path(0).path("sha256").asText();
    ObjectNode unknown = reference("0".repeat(64));

    Reply refused = ada.submit(call(text("Why?"), unknown).inConversation(conversation));
    Reply accepted = ada.submit(call(text("Why?"), reference(hash)).inConversation(conversation));

    ProblemAssertions.assertProblem(refused, 404, "unknown_attachment");
    assertThat(accepted.status()).isEqualTo(202);
    String turnId = accepted.json().path("turn_id").asText();
    assertThat(ada.transcript(turnId).ending().type()).isEqualTo("done");
    assertThat(lastQuestion().path(0).path("source").path("data").asText()).isEqualTo(BASE64);
  }
}
