package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.MediaDescription.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of messages, and the images and files in them, as their user reads them. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class AttachmentTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final Caller EVE = new Caller("other", "ada");

  private static final Attachment PNG = attachment(Kind.IMAGE, "image/png", 'a');
  private static final Attachment SVG = attachment(Kind.IMAGE, "image/svg+xml", 'b');
  private static final Attachment HTML = attachment(Kind.FILE, "text/html", 'c');
  private static final Attachment OF_BOB = attachment(Kind.IMAGE, "image/png", 'd');
  private static final Attachment DELETED = attachment(Kind.IMAGE, "image/png", 'e');
  private static final Attachment ELSEWHERE = attachment(Kind.IMAGE, "image/png", 'f');

  private static final String SECRET = "canary-of-a-signature";
  private static final List<ContentPart> ANSWER =
      List.of(
          new ContentPart.Thought("claude", SECRET, SECRET, SECRET),
          new ContentPart.ToolCall("call_1", "search", "{\"q\":1}"),
          new ContentPart.ToolCall("call_2", "fetch", "{"),
          new ContentPart.ToolResult("call_1", "Two pages.", false),
          new ContentPart.ToolResult("call_2", "No such page.", true),
          new ContentPart.Text("It is a chart."));

  private static ServerFixture server;
  private static Client ada;
  private static Map<String, Client> others;

  @BeforeAll
  static void prepareData() {
    List<String> keys = new ArrayList<>();
    server =
        new ServerFixture(
            data -> {
              TestKeys owners = new TestKeys(data);
              for (Caller owner : List.of(ADA, BOB, EVE)) {
                keys.add(owners.add(owner, Role.USER));
              }
              TestAttachments.add(data, ADA, "conv_ada", List.of(PNG, SVG, HTML), ANSWER);
              TestAttachments.add(data, ADA, "conv_deleted", List.of(DELETED), List.of());
              TestAttachments.add(data, ADA, "conv_elsewhere", List.of(ELSEWHERE), List.of());
              TestAttachments.add(data, BOB, "conv_bob", List.of(OF_BOB), List.of());
              TestAttachments.add(data, EVE, "conv_eve", List.of(PNG), List.of());
            },
            settings -> settings);
    ada = server.client(keys.get(0));
    others =
        Map.of(
            "a colleague", server.client(keys.get(1)),
            "a namesake elsewhere", server.client(keys.get(2)));
    assertThat(ada.send("DELETE", "/api/conversations/conv_deleted").status()).isEqualTo(204);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void aConversationHasThePartsOfItsMessagesButNoThoughts() {
    Reply reply = ada.get("/api/conversations/conv_ada");

    JsonNode messages = reply.json().path("messages");
    assertThat(messages.path(0).path("text").asText()).isEqualTo("What is this?");
    assertThat(messages.path(0).path("parts"))
        .isEqualTo(
            Reply.json(
                """
                [{"type":"image","name":"a.bin","media_type":"image/png","bytes":10,"sha256":"%s"},
                 {"type":"image","name":"b.bin","media_type":"image/svg+xml","bytes":10,
                  "sha256":"%s"},
                 {"type":"file","name":"c.bin","media_type":"text/html","bytes":10,"sha256":"%s"},
                 {"type":"text","text":"What is this?"}]
                """
                    .formatted(hash(PNG), hash(SVG), hash(HTML))));
    assertThat(messages.path(1).path("parts"))
        .isEqualTo(
            Reply.json(
                """
                [{"type":"tool_call","id":"call_1","name":"search","arguments":"{\\"q\\":1}"},
                 {"type":"tool_call","id":"call_2","name":"fetch","arguments":"{"},
                 {"type":"tool_result","id":"call_1","content":"Two pages."},
                 {"type":"tool_result","id":"call_2","content":"No such page.","is_error":true},
                 {"type":"text","text":"It is a chart."}]
                """));
    assertThat(reply.body()).doesNotContain(SECRET);
  }

  @Test
  void aMessageOfTextAloneHasNoParts() {
    JsonNode messages = ada.get("/api/conversations/conv_elsewhere").json().path("messages");

    assertThat(messages.path(1).has("parts")).isFalse();
  }

  @Test
  void anImageIsServedAsItself() {
    Reply reply = attachment(ada, "conv_ada", PNG);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("content: a");
    assertThat(reply.header("content-type")).hasValue("image/png");
    assertIsHarmless(reply);
  }

  /** A browser would run them in the name of the product. */
  @ParameterizedTest
  @ValueSource(strings = {"SVG", "HTML"})
  void whatABrowserCouldRunIsOnlyDownloaded(String which) {
    Reply reply = attachment(ada, "conv_ada", which.equals("SVG") ? SVG : HTML);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).hasValue("application/octet-stream");
    assertThat(reply.header("content-disposition")).hasValue("attachment");
    assertIsHarmless(reply);
  }

  private static void assertIsHarmless(Reply reply) {
    assertThat(reply.header("x-content-type-options")).hasValue("nosniff");
    assertThat(reply.header("content-security-policy")).hasValue("default-src 'none'; sandbox");
    assertThat(reply.header("cross-origin-resource-policy")).hasValue("same-origin");
    assertThat(reply.header("etag")).as("nothing to compare contents by").isEmpty();
    assertThat(reply.header("cache-control")).hasValue("private, no-store");
  }

  static List<Arguments> notTheirs() {
    List<Arguments> all = new ArrayList<>();
    all.add(argumentSet("ada: a deleted conversation", ada, "conv_deleted", DELETED));
    all.add(argumentSet("ada: of a conversation deleted since", ada, "conv_ada", DELETED));
    all.add(argumentSet("ada: of another conversation", ada, "conv_ada", ELSEWHERE));
    all.add(argumentSet("ada: of a colleague, in her own", ada, "conv_ada", OF_BOB));
    all.add(argumentSet("ada: of a colleague", ada, "conv_bob", OF_BOB));
    all.add(argumentSet("ada: hers, in a colleague's conversation", ada, "conv_bob", PNG));
    all.add(argumentSet("ada: what never was", ada, "conv_ada", attachment(Kind.FILE, "", '0')));
    all.add(argumentSet("ada: in no conversation", ada, "conv_never", PNG));
    others.forEach((who, client) -> {
      all.add(argumentSet(who + ": ada's", client, "conv_ada", PNG));
      all.add(argumentSet(who + ": ada's deleted", client, "conv_deleted", DELETED));
      all.add(argumentSet(who + ": what never was", client, "conv_never", ELSEWHERE));
    });
    return all;
  }

  /** Whatever the reason, the answer is the same to the byte. */
  @ParameterizedTest
  @MethodSource("notTheirs")
  void whatIsNotTheirsWasNeverThere(Client client, String conversation, Attachment wanted) {
    Reply never = ada.get("/api/conversations/none/attachments/none");

    Reply reply = attachment(client, conversation, wanted);

    ProblemAssertions.assertProblem(reply, 404, "unknown_attachment");
    assertThat(reply.body()).isEqualTo(never.body());
  }

  @Test
  void equalContentOfTwoTenantsIsTwoAttachments() {
    Client eve = Objects.requireNonNull(others.get("a namesake elsewhere"));
    assertThat(attachment(eve, "conv_eve", PNG).status()).isEqualTo(200);

    eve.send("DELETE", "/api/conversations/conv_eve");

    ProblemAssertions.assertProblem(attachment(eve, "conv_eve", PNG), 404, "unknown_attachment");
    assertThat(attachment(ada, "conv_ada", PNG).status()).isEqualTo(200);
  }

  @Test
  void attachmentsNeedACredential() {
    ProblemAssertions.assertProblem(attachment(server.client(), "conv_ada", PNG), 401);
  }

  @Test
  void attachmentsAreOnlyRead() {
    Reply reply = ada.send("DELETE", "/api/conversations/conv_ada/attachments/" + hash(PNG));

    ProblemAssertions.assertProblem(reply, 405, "wrong_method");
    assertThat(reply.header("allow")).hasValue("GET");
  }

  private static Reply attachment(Client client, String conversation, Attachment wanted) {
    return client.get("/api/conversations/" + conversation + "/attachments/" + hash(wanted));
  }

  private static String hash(Attachment attachment) {
    return attachment.description().sha256();
  }

  private static Attachment attachment(Kind kind, String mediaType, char letter) {
    byte[] content = ("content: " + letter).getBytes(UTF_8);
    String hash = String.valueOf(letter).repeat(64);
    return new Attachment(
        new MediaDescription(kind, mediaType, letter + ".bin", hash, content.length, 10), content);
  }
}
