package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, media types, routes and paths outside the protocol. */
final class InvalidRequestTest {

  private static final String SECRET = "not for the world";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  @RegisterExtension static final InvalidRequestChecks CHECKS = new InvalidRequestChecks();

  @BeforeAll
  static void placeASecretNextToThePage() throws IOException {
    Files.writeString(SERVER.folder().resolve("secret.txt"), SECRET);
    Files.writeString(SERVER.page().resolve(".hidden.txt"), SECRET);
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
    try (RawConnection connection = SERVER.client().connect()) {
      Reply reply =
          connection
              .request(method, target, "Content-Type: application/json\r\n", new byte[0])
              .read();

      ProblemAssertions.assertProblem(reply, 405, "wrong_method");
      assertThat(reply.header("allow")).hasValue(allowed);
      CHECKS.assertAnswers(connection);
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
    try (RawConnection connection = SERVER.client().connect()) {
      connection.request(
          "POST", "/api/chat/stream", "Content-Type: " + mediaType + "\r\n", CHECKS.validBody());

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
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
    try (RawConnection connection = SERVER.client().connect()) {
      ProblemAssertions.assertProblem(connection.get(target).read(), 404);
      ProblemAssertions.assertProblem(
          connection.request("POST", target, "", "{}".getBytes(UTF_8)).read(), 404);
      CHECKS.assertAnswers(connection);
    }
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
    try (RawConnection connection = SERVER.client().connect()) {
      Reply reply = connection.get(target).read();

      assertThat(reply.status()).isIn(200, 404);
      assertThat(reply.body()).doesNotContain(SECRET, "root:", "SQLite");
      CHECKS.assertAnswers(connection);
    }
  }

  @Test
  void answersAHeadRequestForThePageWithoutABody() throws IOException {
    try (RawConnection connection = SERVER.client().connect()) {
      connection.send("HEAD / HTTP/1.1\r\nHost: here\r\n\r\n");
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-type")).hasValue("text/html; charset=utf-8");
      CHECKS.assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat/stream", "/api/turns/turn_x/stream", "/api/conversations"})
  void rejectsAHeadRequestToTheApiWithoutABody(String target) throws IOException {
    try (RawConnection connection = SERVER.client().connect()) {
      connection.send("HEAD " + target + " HTTP/1.1\r\nHost: here\r\n\r\n");
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(405);
      assertThat(head.header("allow")).isPresent();
      CHECKS.assertAnswers(connection);
    }
  }

  private void assertRejected(String headers, int status, String code) throws IOException {
    try (RawConnection connection = SERVER.client().connect()) {
      Reply reply =
          connection.request("POST", "/api/chat/stream", headers, CHECKS.validBody()).read();

      ProblemAssertions.assertProblem(reply, status, code);
      CHECKS.assertAnswers(connection);
    }
  }
}
