package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code GET /api/doctor/probe}: a stream without a model, for examining proxies in front of the
 * server.
 */
final class ProbeTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void writesEventsAtTheRequestedTimes() {
    Reply reply = client.get("/api/doctor/probe?events=4&every_ms=50");

    List<JsonNode> events = events(reply);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).hasValue("text/event-stream; charset=utf-8");
    assertThat(reply.body()).startsWith("id: 1\ndata: ").endsWith("data: [DONE]\n\n");
    assertThat(events).hasSize(4);
    double first = events.getFirst().path("at_ms").asDouble();
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("number").asInt()).isEqualTo(i + 1);
      assertThat(events.get(i).path("at_ms").asDouble() - first).isGreaterThanOrEqualTo(50 * i - 1);
    }
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void padsEventsAndWritesCommentsBetweenThem() {
    Reply reply = client.get("/api/doctor/probe?events=3&every_ms=10&padding=1000&comments=1");

    assertThat(events(reply))
        .allSatisfy(event -> assertThat(event.path("padding").asText()).hasSize(1000));
    assertThat(reply.body().split(": keep-alive\n\n", -1)).hasSize(3);
  }

  @Test
  void echoesTheRequestWithoutSecrets() {
    Reply reply =
        client.send(
            "GET",
            "/api/doctor/probe?events=1",
            String.join(
                "\r\n",
                "Authorization: Bearer canary",
                "Cookie: session=canary",
                "X-Api-Key: canary",
                "Last-Event-ID: 7",
                "Via: 1.1 somebody",
                ""));

    JsonNode request = events(reply).getFirst().path("request");
    assertThat(request.path("protocol").asText()).isEqualTo("HTTP/1.1");
    assertThat(request.path("authorization").asBoolean()).isTrue();
    assertThat(request.path("connection").asInt()).isPositive();
    assertThat(request.path("headers").path("last-event-id").asText()).isEqualTo("7");
    assertThat(request.path("headers").path("via").asText()).isEqualTo("1.1 somebody");
    assertThat(reply.body()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events=0",
        "events=201",
        "events=many",
        "every_ms=9",
        "every_ms=300001",
        "events=200&every_ms=2000",
        "padding=16385",
        "padding=-1",
        "comments=2"
      })
  void rejectsParametersOutOfRange(String query) {
    ProblemAssertions.assertProblem(
        client.get("/api/doctor/probe?" + query), 400, "malformed_request");
  }

  @Test
  void limitsConcurrentProbes() throws IOException {
    List<RawConnection> running = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        RawConnection connection = client.connect();
        running.add(connection);
        connection.get("/api/doctor/probe?events=2&every_ms=20000");
        assertThat(connection.readHead().status()).isEqualTo(200);
      }

      ProblemAssertions.assertProblem(client.get("/api/doctor/probe"), 429, "too_many_probes");

      running.removeLast().reset();
      ServerFixture.awaitTrue(() -> client.get("/api/doctor/probe?events=1").status() == 200);
    } finally {
      for (RawConnection connection : running) {
        connection.reset();
      }
    }
  }

  private static List<JsonNode> events(Reply reply) {
    return reply
        .body()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Reply.json(line.substring("data: ".length())))
        .toList();
  }
}
