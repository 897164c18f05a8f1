package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.attachment.TestMedia;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages with images and files, over HTTP. */
final class AttachmentRequestTest {

  private static final int MEGABYTE = 1024 * 1024;

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void answersAMessageWithAnImageAndAFile() {
    ChatCall call =
        withFile(withImage(call("What are these?"), TestMedia.png(30, 20)), TestMedia.pdf(2));

    Transcript answer = client.answer(call);

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  void answersAnImageAlone() {
    ObjectNode fields = Reply.JSON.createObjectNode();
    fields.putArray("message");

    Transcript answer = client.answer(withImage(new ChatCall(fields, ""), TestMedia.png(30, 20)));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  void storesAnImageWithoutItsMetadata() {
    byte[] plain = TestMedia.png(30, 20);
    byte[] annotated = TestMedia.withChunk(plain, "tEXt", "Author\0Ada");

    JsonNode stored = storedImage(withImage(call("Who made this?"), annotated));

    assertThat(stored.path("bytes").asInt()).isEqualTo(plain.length);
    assertThat(stored.path("sha256"))
        .isEqualTo(storedImage(withImage(call("And this?"), plain)).path("sha256"));
  }

  private JsonNode storedImage(ChatCall call) {
    String conversation = client.answer(call).events().getFirst().field("conversation_id");
    JsonNode parts =
        client
            .get("/api/conversations/" + conversation)
            .json()
            .path("messages")
            .path(0)
            .path("parts");
    assertThat(parts.path(0).path("type").asText()).isEqualTo("image");
    return parts.path(0);
  }

  @Test
  void keepsAnImageForLaterQuestionsUntilItsConversationIsDeleted() {
    byte[] image = TestMedia.png(30, 20);
    Transcript first = client.answer(withImage(call("What is this?"), image));
    String conversation = first.events().getFirst().field("conversation_id");
    String target = "/api/conversations/" + conversation;
    JsonNode stored = client.get(target).json().path("messages").path(0).path("parts").path(0);
    String bytes = target + "/attachments/" + stored.path("sha256").asText();

    Transcript second = client.answer(ChatCall.of("And its colour?").inConversation(conversation));

    assertThat(second.ending().type()).isEqualTo("done");
    assertThat(client.get(bytes).header("content-type")).hasValue("image/png");
    assertThat(client.get(bytes).header("content-length")).hasValue(stored.path("bytes").asText());
    client.send("DELETE", target);
    ProblemAssertions.assertProblem(client.get(bytes), 404, "unknown_attachment");
  }

  @Test
  void answersAnImageWithoutAText() {
    Transcript answer =
        client.answer(
            only(
                Reply.JSON
                    .createObjectNode()
                    .put("type", "image")
                    .put("data", TestMedia.png(30, 20))));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.text()).contains("I see 1 image");
  }

  @Test
  void takesAnImageOfTheConversationByItsHash() {
    Transcript first = client.answer(withImage(call("Describe it."), TestMedia.png(31, 20)));
    String conversation = first.events().getFirst().field("conversation_id");
    ObjectNode named = named(firstPart(conversation, 0).path("sha256").asText());

    Transcript again = client.answer(only(named).inConversation(conversation));

    assertThat(again.text()).contains("I see 1 image");
    assertThat(firstPart(conversation, 2)).isEqualTo(firstPart(conversation, 0));
  }

  /** Nobody learns from a hash whether another conversation has that content. */
  @Test
  void refusesAnImageOfAnotherConversationByItsHash() {
    ChatCall call = withImage(call("Whose is it?"), TestMedia.png(32, 20));
    Transcript first = client.answer(call);
    String conversation = first.events().getFirst().field("conversation_id");
    ObjectNode named = named(firstPart(conversation, 0).path("sha256").asText());
    Transcript other = client.answer(ChatCall.of("Hello, other conversation"));
    String otherConversation = other.events().getFirst().field("conversation_id");

    for (ChatCall refused :
        List.of(
            only(named),
            only(named).inConversation(otherConversation),
            only(named("0".repeat(64))).inConversation(conversation),
            only(named.deepCopy().put("type", "file")).inConversation(conversation))) {
      ProblemAssertions.assertProblem(client.refused(refused), 404, "unknown_attachment");
    }
  }

  private JsonNode firstPart(String conversation, int message) {
    return client
        .get("/api/conversations/" + conversation)
        .json()
        .path("messages")
        .path(message)
        .path("parts")
        .path(0);
  }

  private static ObjectNode named(String sha256) {
    return Reply.JSON.createObjectNode().put("type", "image").put("sha256", sha256);
  }

  /** A message of nothing but this part. */
  private static ChatCall only(ObjectNode part) {
    ObjectNode fields = Reply.JSON.createObjectNode();
    fields.putArray("message").add(part);
    return new ChatCall(fields, "");
  }

  /** More than a request without images may have. */
  @Test
  void acceptsAnImageOfSeveralMegabytes() {
    byte[] image = imageOf(4 * MEGABYTE);

    assertThat(client.answer(withImage(call("What is that?"), image)).ending().type())
        .isEqualTo("done");
  }

  @Test
  void acceptsAJobWithAnImage() {
    Reply reply = client.submit(withImage(call("What is it?"), imageOf(2 * MEGABYTE)));

    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void refusesAnImageThatIsTooLarge() {
    Reply reply = client.refused(withImage(call("What is it?"), imageOf(5 * MEGABYTE + 1)));

    ProblemAssertions.assertProblem(reply, 413, "too_large");
    assertThat(reply.json().path("detail").asText()).contains("at most 5242880 are accepted");
  }

  @Test
  void refusesWhatIsNoImage() {
    byte[] page = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(UTF_8);

    Reply reply = client.refused(withImage(call("What is it?"), page));

    ProblemAssertions.assertProblem(reply, 422, "not_answerable");
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("The image in message[1] is SVG; send an image as PNG, JPEG, GIF or WebP.");
  }

  @Test
  void aDoubleClickWithTheSameImageIsOneTurn() {
    String words = "Hello, is it the same?";
    Transcript first = client.answer(withImage(call(words), TestMedia.png(3, 3)));
    Transcript same = client.answer(withImage(call(words), TestMedia.png(3, 3)));
    Transcript other = client.answer(withImage(call(words), TestMedia.png(4, 4)));

    String turn = first.events().getFirst().field("turn_id");
    assertThat(same.events().getFirst().field("turn_id")).isEqualTo(turn);
    assertThat(other.events().getFirst().field("turn_id")).isNotEqualTo(turn);
  }

  @Test
  void acceptsToolsAndOptions() {
    ObjectNode fields = ChatCall.of("Hello, with options").fields().deepCopy();
    fields.put("max_tokens", 50).put("temperature", 0.5).put("tool_choice", "auto");
    fields.putArray("stop").add("END");
    ObjectNode tool = fields.putArray("tools").addObject().put("name", "get_orders");
    tool.putObject("parameters").put("type", "object");

    assertThat(client.answer(new ChatCall(fields, "")).ending().type()).isEqualTo("done");
  }

  @Test
  void refusesMoreTokensThanTheProfileAllows() {
    ObjectNode fields = ChatCall.of("Hello, at length").fields().deepCopy().put("max_tokens", 9999);

    Reply reply = client.refused(new ChatCall(fields, ""));

    ProblemAssertions.assertProblem(reply, 422, "not_answerable");
    assertThat(reply.json().path("detail").asText()).contains("at most 4096 tokens");
  }

  @Test
  void resultsOfAnUnknownTurnAreNotFound() {
    String results = "{\"results\":[{\"id\":\"call_1\",\"content\":\"\"}]}";

    ProblemAssertions.assertProblem(
        client.post("/api/turns/turn_x/tool_results", results), 404, "unknown_turn");
  }

  @Test
  void malformedResultsAreRefused() {
    ProblemAssertions.assertProblem(
        client.post("/api/turns/turn_x/tool_results", "{\"results\":[]}"),
        400,
        "malformed_request");
    ProblemAssertions.assertProblem(
        client.post("/api/turns/turn_x/tool_results", "text/plain", new byte[0]),
        415,
        "wrong_media_type");
  }

  @Test
  void resultsThatAreTooLargeAreRefusedByTheirLength() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(
          "POST /api/turns/turn_x/tool_results HTTP/1.1\r\nHost: here\r\nContent-Type:"
              + " application/json\r\nContent-Length: 99999999\r\n\r\n");

      ProblemAssertions.assertProblem(connection.read(), 413, "too_large");
    }
  }

  /** Returns an image of that size. Most of it is a comment. */
  private static byte[] imageOf(int bytes) {
    int rest = bytes - TestMedia.gif("!\u00fe\0", 1).length;
    StringBuilder comment = new StringBuilder("!\u00fe");
    while (rest > 0) {
      int size = rest > 256 && rest <= 258 ? 100 : Math.min(255, rest - 1);
      comment.append((char) size).append("x".repeat(size));
      rest -= size + 1;
    }
    byte[] image = TestMedia.gif(comment.append('\0').toString(), 1);
    assertThat(image).hasSize(bytes);
    return image;
  }

  private static ChatCall call(String text) {
    ObjectNode fields = Reply.JSON.createObjectNode();
    fields.putArray("message").addObject().put("type", "text").put("text", text);
    return new ChatCall(fields, "");
  }

  private static ChatCall withImage(ChatCall call, byte[] content) {
    return withPart(call, "image", content);
  }

  private static ChatCall withFile(ChatCall call, byte[] content) {
    return withPart(call, "file", content);
  }

  private static ChatCall withPart(ChatCall call, String type, byte[] content) {
    ObjectNode fields = call.fields().deepCopy();
    ((ArrayNode) fields.get("message"))
        .addObject()
        .put("type", type)
        .put("name", "attachment")
        .put("data", content);
    return new ChatCall(fields, call.headers());
  }
}
