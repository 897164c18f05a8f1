package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, ids, parameters, headers, and paths outside the protocol. */
final class InvalidRequestTest {

  private static final AtomicInteger QUESTIONS = new AtomicInteger();
  private static final String SECRET = "not for the world";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();
  private LogCapture log = LogCapture.open();

  @BeforeAll
  static void placeASecretNextToThePage() throws IOException {
    Files.writeString(SERVER.folder().resolve("secret.txt"), SECRET);
    Files.writeString(SERVER.page().resolve(".hidden.txt"), SECRET);
  }

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

  /** Every route with each method that it does not allow. */
  static List<Arguments> wrongMethods() {
    List<List<String>> routes =
        List.of(
            List.of("/api/chat/stream", "POST"),
            List.of("/api/turns/turn_x", "GET"),
            List.of("/api/turns/turn_x/stream", "GET"),
            List.of("/api/turns/turn_x/cancel", "POST"),
            List.of("/api/turns/turn_x/tool_results", "POST"),
            List.of("/api/conversations", "GET"),
            List.of("/api/conversations/conv_x", "DELETE, GET"),
            List.of("/api/about", "GET"),
            List.of("/healthz", "GET"),
            List.of("/readyz", "GET"),
            List.of("/", "GET, HEAD"),
            List.of("/some/page", "GET, HEAD"));
    List<Arguments> all = new ArrayList<>();
    for (List<String> route : routes) {
      for (String method :
          List.of(
              "GET",
              "POST",
              "PUT",
              "DELETE",
              "PATCH",
              "OPTIONS",
              "TRACE",
              "BREW",
              "get",
              "M".repeat(4_000))) {
        if (!List.of(route.getLast().split(", ", -1)).contains(method)) {
          all.add(Arguments.of(method, route.getFirst(), route.getLast()));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("wrongMethods")
  void listsTheAllowedMethods(String method, String target, String allowed) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply =
          connection
              .request(method, target, "Content-Type: application/json\r\n", new byte[0])
              .read();

      ProblemAssertions.assertProblem(reply, 405, "wrong_method");
      assertThat(reply.header("allow")).hasValue(allowed);
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json+x",
        "text/json",
        "*/*",
        ";",
        "application"
      })
  void rejectsOtherMediaTypes(String mediaType) throws IOException {
    assertRejected("Content-Type: " + mediaType + "\r\n", 415, "wrong_media_type");
  }

  @Test
  void rejectsAMissingMediaType() throws IOException {
    assertRejected("", 415, "wrong_media_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json; charset=utf-8", "Application/JSON", "application/json;"})
  void acceptsAnySpellingOfTheJsonMediaType(String mediaType) throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.request(
          "POST", "/api/chat/stream", "Content-Type: " + mediaType + "\r\n", validBody());

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
  }

  static final List<String> WRONG_IDS =
      List.of(
          "turn_00000000000000000000000000",
          "conv_00000000000000000000000000",
          "x",
          "..",
          "%2e%2e",
          "%00",
          "%ff",
          "%zz",
          "a%2fb",
          "'%20OR%201=1--",
          "%E2%80%AE",
          "null",
          "-1",
          "x".repeat(5_000));

  @ParameterizedTest
  @FieldSource("WRONG_IDS")
  void doesNotFindATurnByAnInvalidId(String id) throws IOException {
    assertUnknown("GET", "/api/turns/" + id, "unknown_turn");
    assertUnknown("GET", "/api/turns/" + id + "/stream", "unknown_turn");
    assertUnknown("POST", "/api/turns/" + id + "/cancel", "unknown_turn");
  }

  @ParameterizedTest
  @FieldSource("WRONG_IDS")
  void doesNotFindAConversationByAnInvalidId(String id) throws IOException {
    assertUnknown("GET", "/api/conversations/" + id, "unknown_conversation");
    assertUnknown("DELETE", "/api/conversations/" + id, "unknown_conversation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api?page=1",
        "/api/",
        "/api/nothing",
        "/v1",
        "/v1/",
        "/v1/files",
        "/v1/messages/batches",
        "/api/chat",
        "/api/chat/stream/",
        "/api/turns",
        "/api/turns/x/y",
        "/api/turns/x/stream/y",
        "/api/conversations/x/y",
        "/api//turns"
      })
  void rejectsUnknownRoutes(String target) throws IOException {
    try (RawConnection connection = client.connect()) {
      ProblemAssertions.assertProblem(connection.get(target).read(), 404);
      ProblemAssertions.assertProblem(
          connection.request("POST", target, "", "{}".getBytes(UTF_8)).read(), 404);
      assertAnswers(connection);
    }
  }

  @Test
  void doesNotFindAnEmptyId() throws IOException {
    assertUnknown("GET", "/api/turns/", "unknown_turn");
    assertUnknown("GET", "/api/turns//stream", "unknown_turn");
    assertUnknown("GET", "/api/conversations/", "unknown_conversation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-9223372036854775808",
        "9223372036854775808",
        "99999999999999999999999999",
        "abc",
        "1.5",
        "0x10",
        "1 2",
        "1,2",
        "NaN"
      })
  void rejectsAnInvalidLastEventId(String id) throws IOException {
    EventStream stream = client.ask(ChatCall.of("Hello, whose last event is " + id + "?"));
    stream.awaitEnd();
    String target = "/api/turns/" + stream.turnId() + "/stream";

    try (RawConnection connection = client.connect()) {
      Reply byHeader =
          connection.request("GET", target, "Last-Event-ID: " + id + "\r\n", new byte[0]).read();
      Reply byParameter = connection.get(target + "?after=" + id.replace(" ", "%20")).read();

      ProblemAssertions.assertProblem(byHeader, 400, "malformed_request");
      ProblemAssertions.assertProblem(byParameter, 400, "malformed_request");
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "201",
        "abc",
        "",
        "1.5",
        "1e2",
        "99999999999",
        "%00",
        "%zz",
        "%",
        "%ff"
      })
  void rejectsAnInvalidLimit(String limit) throws IOException {
    EventStream stream = client.ask(ChatCall.of("Hello, is there a limit of " + limit + "?"));
    stream.awaitEnd();

    try (RawConnection connection = client.connect()) {
      Reply list = connection.get("/api/conversations?limit=" + limit).read();
      Reply page =
          connection
              .get("/api/conversations/" + stream.conversationId() + "?limit=" + limit)
              .read();

      ProblemAssertions.assertProblem(list, 400, "malformed_request");
      ProblemAssertions.assertProblem(page, 400, "malformed_request");
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"msg_unknown", "", "%00", "'"})
  void doesNotFindAPageBeforeAnUnknownMessage(String before) throws IOException {
    EventStream stream = client.ask(ChatCall.of("Hello, what is before " + before + "?"));
    stream.awaitEnd();

    try (RawConnection connection = client.connect()) {
      Reply page =
          connection
              .get("/api/conversations/" + stream.conversationId() + "?before=" + before)
              .read();

      ProblemAssertions.assertProblem(page, 404);
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?after=%zz", "?after=%", "?%=%", "?limit=1&x=%e"})
  void rejectsAMalformedQuery(String query) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply follow = connection.get("/api/turns/turn_x/stream" + query).read();
      Reply list = connection.get("/api/conversations" + query).read();

      ProblemAssertions.assertProblem(follow, 400, "malformed_request");
      ProblemAssertions.assertProblem(list, 400, "malformed_request");
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not a traceparent",
        "00-00000000000000000000000000000000-0000000000000000-00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01"
      })
  void ignoresAnInvalidTraceparent(String traceparent) {
    Transcript answer =
        client.answer(
            ChatCall.of("Hello, traced by " + traceparent).header("traceparent", traceparent));

    assertThat(answer.ending().type()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/../../../../../../etc/passwd",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/..;/secret.txt",
        "/assets/../../secret.txt",
        "/./../secret.txt",
        "//etc/passwd",
        "//../secret.txt",
        "/..%00/secret.txt",
        "/secret.txt%00.html",
        "/%c0%ae%c0%ae/secret.txt",
        "/.hidden.txt",
        "/%2ehidden.txt",
        "/index.html/../../secret.txt",
        "/data/firstword.db",
        "/../data/firstword.db",
        "http://here/../secret.txt",
        "/file:///etc/passwd.txt"
      })
  void servesNothingOutsideThePageFolder(String target) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.get(target).read();

      assertThat(reply.status()).isIn(200, 404);
      assertThat(reply.body()).doesNotContain(SECRET, "root:", "SQLite");
      assertAnswers(connection);
    }
  }

  @Test
  void answersAHeadRequestForThePageWithoutABody() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("HEAD / HTTP/1.1\r\nHost: here\r\n\r\n");
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-type")).hasValue("text/html; charset=utf-8");
      assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat/stream", "/api/turns/turn_x/stream", "/api/conversations"})
  void rejectsAHeadRequestToTheApiWithoutABody(String target) throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("HEAD " + target + " HTTP/1.1\r\nHost: here\r\n\r\n");
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(405);
      assertThat(head.header("allow")).isPresent();
      assertAnswers(connection);
    }
  }

  private void assertRejected(String headers, int status, String code) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.request("POST", "/api/chat/stream", headers, validBody()).read();

      ProblemAssertions.assertProblem(reply, status, code);
      assertAnswers(connection);
    }
  }

  private void assertUnknown(String method, String target, String code) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.request(method, target, "", new byte[0]).read();
      ProblemAssertions.assertProblem(reply, 404, code);
      assertAnswers(connection);
    }
  }

  private static byte[] validBody() {
    return ChatCall.of("Good question " + QUESTIONS.incrementAndGet()).body().getBytes(UTF_8);
  }

  private static void assertAnswers(RawConnection connection) throws IOException {
    assertThat(EventStream.read(connection.chat(validBody())).awaitEnd().ending().type())
        .isEqualTo("done");
  }
}
