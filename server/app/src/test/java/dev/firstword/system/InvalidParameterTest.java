package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, parameters and headers outside the protocol. */
final class InvalidParameterTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  @RegisterExtension static final InvalidRequestChecks CHECKS = new InvalidRequestChecks();

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
    EventStream stream = SERVER.client().ask(ChatCall.of("Hello, whose last event is " + id + "?"));
    stream.awaitEnd();
    String target = "/api/turns/" + stream.turnId() + "/stream";

    try (RawConnection connection = SERVER.client().connect()) {
      Reply byHeader =
          connection.request("GET", target, "Last-Event-ID: " + id + "\r\n", new byte[0]).read();
      Reply byParameter = connection.get(target + "?after=" + id.replace(" ", "%20")).read();

      ProblemAssertions.assertProblem(byHeader, 400, "malformed_request");
      ProblemAssertions.assertProblem(byParameter, 400, "malformed_request");
      CHECKS.assertAnswers(connection);
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
    EventStream stream =
        SERVER.client().ask(ChatCall.of("Hello, is there a limit of " + limit + "?"));
    stream.awaitEnd();

    try (RawConnection connection = SERVER.client().connect()) {
      Reply list = connection.get("/api/conversations?limit=" + limit).read();
      Reply page =
          connection
              .get("/api/conversations/" + stream.conversationId() + "?limit=" + limit)
              .read();

      ProblemAssertions.assertProblem(list, 400, "malformed_request");
      ProblemAssertions.assertProblem(page, 400, "malformed_request");
      CHECKS.assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"msg_unknown", "", "%00", "'"})
  void doesNotFindAPageBeforeAnUnknownMessage(String before) throws IOException {
    EventStream stream = SERVER.client().ask(ChatCall.of("Hello, what is before " + before + "?"));
    stream.awaitEnd();

    try (RawConnection connection = SERVER.client().connect()) {
      Reply page =
          connection
              .get("/api/conversations/" + stream.conversationId() + "?before=" + before)
              .read();

      ProblemAssertions.assertProblem(page, 404);
      CHECKS.assertAnswers(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?after=%zz", "?after=%", "?%=%", "?limit=1&x=%e"})
  void rejectsAMalformedQuery(String query) throws IOException {
    try (RawConnection connection = SERVER.client().connect()) {
      Reply follow = connection.get("/api/turns/turn_x/stream" + query).read();
      Reply list = connection.get("/api/conversations" + query).read();

      ProblemAssertions.assertProblem(follow, 400, "malformed_request");
      ProblemAssertions.assertProblem(list, 400, "malformed_request");
      CHECKS.assertAnswers(connection);
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
        SERVER
            .client()
            .answer(
                ChatCall.of("Hello, traced by " + traceparent).header("traceparent", traceparent));

    assertThat(answer.ending().type()).isEqualTo("done");
  }

  private void assertUnknown(String method, String target, String code) throws IOException {
    try (RawConnection connection = SERVER.client().connect()) {
      Reply reply = connection.request(method, target, "", new byte[0]).read();
      ProblemAssertions.assertProblem(reply, 404, code);
      CHECKS.assertAnswers(connection);
    }
  }
}
