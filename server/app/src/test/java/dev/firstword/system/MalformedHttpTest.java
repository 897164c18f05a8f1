package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invalid or excessive HTTP is rejected with a problem response; the rest of the server is
 * unaffected.
 */
final class MalformedHttpTest {

  private static final String CHAT = RawConnection.CHAT;
  private static final String CHUNKED = CHAT + "Transfer-Encoding: chunked\r\n\r\n";

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

  static List<Arguments> refused() {
    List<Arguments> all = new ArrayList<>();
    all.add(bytes("a word", 400, "GARBAGE\r\n\r\n"));
    all.add(bytes("HTTP 0.9", 400, "GET /healthz\r\n\r\n"));
    all.add(bytes("a greeting in TLS", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"));
    all.add(bytes("a space in a name", 400, get("Bad Header: x\r\n")));
    all.add(bytes("a NUL in a value", 400, get("A: b\u0000c\r\n")));
    all.add(bytes("a NUL in a name", 400, get("A\u0000: b\r\n")));
    for (String length :
        List.of("abc", "-1", "+2", "0x2", "2, 3", "2 3", "99999999999999999999", "", "1.5")) {
      all.add(
          bytes(
              "a content-length of " + length,
              400,
              CHAT + "Content-Length: " + length + "\r\n\r\n{}"));
    }
    all.add(
        bytes(
            "two content-lengths", 400, CHAT + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
    all.add(
        bytes(
            "two lengths of two kinds",
            400,
            CHAT + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
    for (String second : List.of("identity", "chunked", "xx", "gzip")) {
      all.add(
          bytes(
              "a second encoding, " + second,
              400,
              CHAT
                  + "Transfer-Encoding: chunked\r\nTransfer-Encoding: "
                  + second
                  + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
    }
    all.add(bytes("another encoding", 400, CHAT + "Transfer-Encoding: gzip\r\n\r\n{}"));
    all.add(bytes("a chunk of no size", 400, CHUNKED + "zz\r\n{}\r\n0\r\n\r\n"));
    all.add(bytes("a chunk of negative size", 400, CHUNKED + "-2\r\n{}\r\n0\r\n\r\n"));
    all.add(bytes("a chunk of absurd size", 400, CHUNKED + "ffffffffffffffff\r\n{}\r\n"));
    all.add(bytes("a chunk longer than it says", 400, CHUNKED + "2\r\n{}XX\r\n0\r\n\r\n"));
    all.add(bytes("a chunk size of 9,000 digits", 400, CHUNKED + "1".repeat(9_000) + "\r\n"));
    all.add(
        bytes("10,000 trailers", 400, CHUNKED + "2\r\n{}\r\n0\r\n" + "A: b\r\n".repeat(10_000)));
    all.add(bytes("10,000 headers", 431, get("X-A: b\r\n".repeat(10_000))));
    all.add(bytes("a header of 70,000 characters", 431, get("X-A: " + "b".repeat(70_000))));
    all.add(bytes("a header name of 70,000 characters", 431, get("b".repeat(70_000) + ": x")));
    all.add(
        bytes(
            "an address of 9,000 characters",
            414,
            "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: here\r\n\r\n"));
    all.add(bytes("a method of 9,000 characters", 414, "A".repeat(9_000) + " / HTTP/1.1\r\n\r\n"));
    return all;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void rejectsInvalidHttpAndCloses(int status, byte[] bytes) throws IOException {
    try (RawConnection connection = client.connect()) {
      Reply reply = connection.send(bytes).read();

      ProblemAssertions.assertProblem(reply, status);
      assertThat(reply.header("connection")).hasValue("close");
      assertThat(connection.isClosedByServer()).isTrue();
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void rejectsOtherHttpVersions() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send("GET /healthz HTTP/9.9\r\nHost: here\r\n\r\n");

      assertThat(connection.readUntilClosed()).startsWith("HTTP/1.1 400").doesNotContain("java");
    }
    assertAnswersOnANewConnection();
  }

  @Test
  void survivesConnectionsResetDuringABody() throws IOException {
    String body = ChatCall.of("Hello all").body();
    String head = CHAT + "Content-Length: " + body.length() + "\r\n\r\n";
    for (int sent = 0; sent < body.length(); sent++) {
      try (RawConnection connection = client.connect()) {
        connection.send(head + body.substring(0, sent)).reset();
      }
    }

    assertAnswersOnANewConnection();

    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void acceptsARequestByteByByte() throws IOException {
    byte[] body = ChatCall.of("One byte at a time").body().getBytes(StandardCharsets.UTF_8);
    byte[] head =
        (CHAT + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    try (RawConnection connection = client.connect()) {
      for (byte[] part : List.of(head, body)) {
        for (byte one : part) {
          connection.send(new byte[] {one});
        }
      }

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
  }

  @Test
  void acceptsAChunkedBody() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(CHUNKED + "c\r\n{\"message\":\"\r\n9\r\nIn chunks\r\n2\r\n\"}\r\n0\r\n\r\n");

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
  }

  @Test
  void answersExpectContinue() throws IOException {
    byte[] body = ChatCall.of("May I send this?").body().getBytes(StandardCharsets.UTF_8);
    try (RawConnection connection = client.connect()) {
      connection.send(CHAT + "Expect: 100-continue\r\nContent-Length: " + body.length + "\r\n\r\n");
      assertThat(connection.readHead().status()).isEqualTo(100);

      connection.send(body);

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    byte[] body = ChatCall.of("First of three").body().getBytes(StandardCharsets.UTF_8);
    try (RawConnection connection = client.connect()) {
      connection.send(
          CHAT
              + "Content-Length: "
              + body.length
              + "\r\n\r\n"
              + new String(body, StandardCharsets.UTF_8)
              + "GET /api/turns/turn_x HTTP/1.1\r\nHost: here\r\n\r\n"
              + "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n");

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isEqualTo("done");
      ProblemAssertions.assertProblem(connection.read(), 404, "unknown_turn");
      assertThat(connection.read().json().path("status").asText()).isEqualTo("ok");
    }
  }

  @Test
  void answersARequestPipelinedAfterARejectedOne() throws IOException {
    try (RawConnection connection = client.connect()) {
      connection.send(
          CHAT + "Content-Length: 2\r\n\r\n{}" + "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n");

      ProblemAssertions.assertProblem(connection.read(), 400, "malformed_request");
      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  private void assertAnswersOnANewConnection() {
    assertThat(
            client
                .answer(ChatCall.of("Are you well?").key("well-" + System.nanoTime()))
                .ending()
                .type())
        .isEqualTo("done");
  }

  private static String get(String headers) {
    return "GET /healthz HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n\r\n";
  }

  private static Arguments bytes(String name, int status, String text) {
    return argumentSet(name, status, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
