package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed request bodies are rejected and leave the server unharmed. */
final class MalformedBodyTest {

  private static final AtomicInteger QUESTIONS = new AtomicInteger();
  private static final int LIMIT = 1024 * 1024;

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();
  private LogCapture log = LogCapture.open();

  @BeforeEach
  void captureLog() {
    log.close();
    log = LogCapture.open();
  }

  @AfterEach
  void logsNoAlarm() {
    log.close();
    assertThat(log.alarms()).isEmpty();
  }

  static List<Arguments> malformed() {
    List<Arguments> all = new ArrayList<>();
    notJson(all);
    wrongTypes(all);
    notText(all);
    return all;
  }

  private static void notJson(List<Arguments> all) {
    all.add(body("nothing", ""));
    all.add(body("white space", " \r\n\t"));
    all.add(body("a word", "hello"));
    all.add(body("cut off", "{\"message\":\"Hel"));
    all.add(body("an open object", "{\"message\":\"Hello\""));
    all.add(body("something behind it", "{\"message\":\"Hello\"} and more"));
    all.add(body("two objects", "{\"message\":\"Hello\"}{\"message\":\"Hello\"}"));
    all.add(body("single quotes", "{'message':'Hello'}"));
    all.add(body("bare names", "{message:\"Hello\"}"));
    all.add(body("a comma too many", "{\"message\":\"Hello\",}"));
    all.add(body("a comment", "{\"message\":\"Hello\"/* so */}"));
    all.add(body("NaN", "{\"message\":\"Hello\",\"max_ttft_ms\":NaN}"));
    all.add(body("a leading zero", "{\"message\":\"Hello\",\"max_ttft_ms\":01}"));
    all.add(body("a raw line break in a string", "{\"message\":\"Hel\nlo\"}"));
    all.add(body("an unknown escape", "{\"message\":\"Hel\\qlo\"}"));
    all.add(body("null", "null"));
    all.add(body("true", "true"));
    all.add(body("a number", "1"));
    all.add(body("a string", "\"Hello\""));
    all.add(body("an array", "[{\"message\":\"Hello\"}]"));
    all.add(body("no array of anything", "[]"));
    all.add(body("10,000 arrays", "[".repeat(10_000) + "]".repeat(10_000)));
    all.add(body("10,000 open arrays", "[".repeat(10_000)));
    all.add(body("10,000 objects", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)));
    all.add(
        body(
            "10,000 arrays in the inputs",
            "{\"message\":\"Hello\",\"inputs\":{\"a\":"
                + "[".repeat(10_000)
                + "]".repeat(10_000)
                + "}}"));
    all.add(body("a key twice", "{\"message\":\"Hello\",\"message\":\"Hi\"}"));
    all.add(body("a key twice below", "{\"message\":\"Hello\",\"inputs\":{\"a\":1,\"a\":2}}"));
    all.add(body("a number of 5,000 digits", field("max_ttft_ms", "9".repeat(5_000))));
    all.add(body("a fraction of 5,000 digits", field("max_ttft_ms", "0." + "9".repeat(5_000))));
    all.add(body("a name of 100,000 letters", field("n".repeat(100_000), "1")));
  }

  private static void wrongTypes(List<Arguments> all) {
    all.add(body("no message", "{}"));
    all.add(body("a null message", "{\"message\":null}"));
    all.add(body("an empty message", "{\"message\":\"\"}"));
    all.add(body("a blank message", "{\"message\":\" \\t\\r\\n\\u2003\"}"));
    for (String value : List.of("1", "1.5", "true", "{}", "[]", "[\"Hello\"]")) {
      all.add(body("message " + value, "{\"message\":" + value + "}"));
    }
    for (String name : List.of("conversation_id", "profile", "model")) {
      for (String value : List.of("1", "false", "{}", "[]", "\"\"", "\"  \"")) {
        all.add(body(name + " " + value, field(name, value)));
      }
      all.add(body(name + " too long", field(name, "\"" + "x".repeat(201) + "\"")));
    }
    for (String value : List.of("1", "true", "{}", "[]")) {
      all.add(body("system " + value, field("system", value)));
    }
    for (String value : List.of("\"a\"", "1", "true", "[]", "{\"a\":{}}", "{\"a\":[{}]}")) {
      all.add(body("inputs " + value, field("inputs", value)));
    }
    for (String value :
        List.of("\"1\"", "1.5", "0", "-1", "true", "{}", "[]", "2147483648", "1e2", "1e999")) {
      all.add(body("max_ttft_ms " + value, field("max_ttft_ms", value)));
    }
    for (String value : List.of("\"fast\"", "\"QUALITY\"", "\"\"", "1", "true", "{}", "[]")) {
      all.add(body("priority " + value, field("priority", value)));
    }
    for (String value : List.of("\"yes\"", "\"\"", "1", "0", "{}", "[]", "[true]")) {
      all.add(body("summary " + value, field("summary", value)));
    }
  }

  private static void notText(List<Arguments> all) {
    all.add(body("a byte that UTF-8 has not", message(0xff)));
    all.add(body("half a character", message(0xc3)));
    all.add(body("an overlong NUL", message(0xc0, 0x80)));
    all.add(body("a surrogate as bytes", message(0xed, 0xa0, 0x80)));
    all.add(body("a character beyond the last", message(0xf4, 0x90, 0x80, 0x80)));
    all.add(body("Latin-1", "{\"message\":\"Grüße\"}".getBytes(StandardCharsets.ISO_8859_1)));
    all.add(body("UTF-16", "{\"message\":\"Hello\"}".getBytes(StandardCharsets.UTF_16)));
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_32BE,
            StandardCharsets.UTF_32LE)) {
      all.add(body(charset + " without its mark", "{\"message\":\"Hello\"}".getBytes(charset)));
    }
    all.add(body("what looks like UTF-32", "\0\0\0{\0z\0\0"));
    all.add(body("a raw NUL", message(0)));
    for (String half : List.of("\\ud800", "\\udfff", "\\udc00\\ud800", "a\\ud83dz")) {
      all.add(body("a lone surrogate " + half, "{\"message\":\"" + half + "\"}"));
    }
    all.add(body("a NUL", "{\"message\":\"Hel\\u0000lo\"}"));
    for (String name : List.of("conversation_id", "profile", "model", "system", "priority")) {
      all.add(body("a lone surrogate in " + name, field(name, "\"\\ud800\"")));
      all.add(body("a NUL in " + name, field(name, "\"a\\u0000\"")));
    }
    all.add(body("a lone surrogate in an input", field("inputs", "{\"a\":\"\\ud800\"}")));
    all.add(body("a lone surrogate in a list", field("inputs", "{\"a\":[\"\\ud800\"]}")));
    all.add(
        body(
            "a lone surrogate in an input and its name",
            field("inputs", "{\"\\ud800\":\"\\ud800\"}")));
    all.add(
        body("a lone surrogate in a name of a wrong input", field("inputs", "{\"\\ud800\":{}}")));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void rejectsAMalformedBody(byte[] body) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.chat(body).read();

      ProblemAssertions.assertProblem(reply, 400, "malformed_request");
      assertThat(reply.json().path("action").asText()).isEqualTo("edit");
      assertAnswers(connection);
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void rejectsAnUnknownConversation() throws IOException {
    assertRejected(
        ChatCall.of("Where?").inConversation("conv_00000000000000000000000000"),
        404,
        "unknown_conversation");
  }

  @Test
  void rejectsAnUnknownProfile() throws IOException {
    assertRejected(ChatCall.of("Which?").profile("no such profile"), 404, "unknown_profile");
  }

  @Test
  void rejectsAnUnknownModel() throws IOException {
    assertRejected(ChatCall.of("Whom?").model("no-such-model"), 422, "not_answerable");
  }

  @Test
  void rejectsASystemPromptTheProfileDoesNotAllow() throws IOException {
    assertRejected(
        ChatCall.of("Who are you?")
            .profile(TestProfiles.FIXED_SYSTEM_PROMPT)
            .with("system", "A pirate."),
        422,
        "not_answerable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE conversations; --",
        "../../../etc/passwd",
        "%00",
        "conv_\u202e\uFFFF",
        "{{7*7}}"
      })
  void treatsHostileNamesAsUnknown(String name) throws IOException {
    assertRejected(ChatCall.of("Where?").inConversation(name), 404, "unknown_conversation");
    assertRejected(ChatCall.of("Which?").profile(name), 404, "unknown_profile");
    assertRejected(ChatCall.of("Whom?").model(name), 422, "not_answerable");
  }

  @Test
  void rejectsAMessageOfTwoMegabytes() throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.chat(messageOf(2 * LIMIT)).read();

      ProblemAssertions.assertProblem(reply, 413, "too_large");
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void rejectsAChunkedMessageOfTwoMegabytes() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(RawConnection.CHAT + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] body = messageOf(2 * LIMIT);
      for (int from = 0; from < body.length; from += 64 * 1024) {
        int size = Math.min(64 * 1024, body.length - from);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(body, from, size);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.send(chunk.toByteArray());
      }
      Reply reply = connection.send("0\r\n\r\n").read();

      ProblemAssertions.assertProblem(reply, 413, "too_large");
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void rejectsAnOversizedMessageByItsContentLength() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(RawConnection.CHAT + "Content-Length: 999999999999\r\n\r\n");

      ProblemAssertions.assertProblem(connection.read(), 413, "too_large");
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void acceptsAMessageOfTheMaximumSize() throws IOException {
    byte[] body = messageOf(LIMIT);
    try (RawConnection connection = client.connect()) {
      Transcript answer = EventStream.read(connection.chat(body)).awaitEnd();

      assertThat(body).hasSize(LIMIT);
      assertThat(answer.ending().type()).isIn("done", "error");
    }
    assertAnswersOnANewConnection();
  }

  private void assertRejected(ChatCall call, int status, String code) throws IOException {
    try (RawConnection connection = client.connect()) {
      ProblemAssertions.assertProblem(connection.chat(call).read(), status, code);
      assertAnswers(connection);
    }
    assertAnswersOnANewConnection();
  }

  private static void assertAnswers(RawConnection connection) throws IOException {
    ChatCall call = ChatCall.of("Good question " + QUESTIONS.incrementAndGet());
    assertThat(EventStream.read(connection.chat(call)).awaitEnd().ending().type())
        .isEqualTo("done");
  }

  private void assertAnswersOnANewConnection() throws IOException {
    try (RawConnection connection = client.connect()) {
      assertAnswers(connection);
    }
  }

  private static byte[] messageOf(int bodyBytes) {
    String frame = "{\"message\":\"\"}";
    String text = "word ".repeat(bodyBytes / 5 + 1).substring(0, bodyBytes - frame.length());
    return ("{\"message\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private static String field(String name, String value) {
    return "{\"message\":\"Hello\",\"" + name + "\":" + value + "}";
  }

  private static byte[] message(int... bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"message\":\"Hello ".getBytes(StandardCharsets.US_ASCII));
    for (int next : bytes) {
      body.write(next);
    }
    body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private static Arguments body(String name, String text) {
    return body(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Arguments body(String name, byte[] bytes) {
    return argumentSet(name, (Object) bytes);
  }
}
