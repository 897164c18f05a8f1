package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with keys does not keep what strangers send. */
final class UnauthenticatedBodyTest {

  private static final int MEGABYTE = 1024 * 1024;
  private static final Keys KEYS = new Keys();

  @RegisterExtension
  static final ServerFixture SERVER = new ServerFixture(KEYS::create, settings -> settings);

  private final Client stranger = SERVER.client();

  /** The keys of the server's only users. */
  private static final class Keys {
    private String user = "";
    private String operator = "";

    void create(java.nio.file.Path data) {
      TestKeys keys = new TestKeys(data);
      user = keys.add(new Caller("acme", "ada"), Role.USER);
      operator = keys.add(new Caller("acme", "olga"), Role.OPERATOR);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat/stream, application/json, 1048576",
    "/api/jobs, application/json, 1048576",
    "/api/prepare, application/json, 1048576",
    "/api/search, application/json, 1048576",
    "/api/documents, application/json, 20971520",
    "/api/documents, text/plain, 20971520",
    "/api/vitals, text/plain, 1024",
    "/api/chat/stream, application/json, 28000000",
    "/api/jobs, application/json, 28000000",
    "/api/turns/turn_x/tool_results, application/json, 4194304",
    "/api/chat/stream, application/json, 20",
    "/api/chat/stream, application/json, 999999999"
  })
  void isRefusedBeforeItIsComplete(String target, String mediaType, int length) throws IOException {
    String head = head(target, mediaType, length);
    for (String credential : List.of("", "Authorization: Bearer fw_nobody_nothing\r\n")) {
      try (RawConnection connection = stranger.connect()) {
        connection.send(head + credential + "\r\n{");

        ProblemAssertions.assertProblem(connection.read(), 401, "unauthorized");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void isRefusedToARoleThatMayNotSendIt() throws IOException {
    try (RawConnection connection = stranger.connect()) {
      connection.send(
          head("/api/chat/stream", "application/json", MEGABYTE)
              + "Authorization: Bearer "
              + KEYS.operator
              + "\r\n\r\n{");

      ProblemAssertions.assertProblem(connection.read(), 403, "forbidden");
    }
  }

  @Test
  void isRefusedOnEachOfManyConnections() throws IOException {
    List<RawConnection> connections = new ArrayList<>();
    byte[] begun = new byte[4 * 1024];
    for (int i = 0; i < 300; i++) {
      RawConnection connection = stranger.connect();
      connections.add(connection);
      connection.send(head("/api/chat/stream", "application/json", MEGABYTE) + "\r\n").send(begun);
    }

    for (RawConnection connection : connections) {
      ProblemAssertions.assertProblem(connection.read(), 401, "unauthorized");
      connection.close();
    }
  }

  @Test
  void isReadToItsEndForACallerWithAKey() throws IOException {
    byte[] body =
        ChatCall.of("Read all of this: " + "word ".repeat(60_000))
            .body()
            .getBytes(StandardCharsets.UTF_8);
    try (RawConnection connection = stranger.connect()) {
      connection.send(
          head("/api/chat/stream", "application/json", body.length)
              + "Authorization: Bearer "
              + KEYS.user
              + "\r\n\r\n");
      connection.send(body);

      assertThat(EventStream.read(connection).awaitEnd().ending().type()).isIn("done", "error");
    }
  }

  private static String head(String target, String mediaType, int length) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: here\r\nContent-Type: "
        + mediaType
        + "\r\nContent-Length: "
        + length
        + "\r\n";
  }
}
