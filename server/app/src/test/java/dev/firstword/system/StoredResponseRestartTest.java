package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.retention.RetentionScope.Others;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Responses whose server is stopped or crashes, or that are kept for long enough. */
final class StoredResponseRestartTest {

  private static final int SOME_TEXT = 40;

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void goesOnWithItsTextAfterARestart() throws IOException {
    String id = written(server.client());
    String received = readUntilBroken(id, server::stop);
    List<JsonNode> seen = ResponseClient.events(received);
    assertThat(ResponseClient.types(seen)).doesNotContain("response.failed");
    server.start();

    ResponseClient client = new ResponseClient(server.client());
    List<JsonNode> rest = client.followAfter(id, ResponseClient.numbers(seen).getLast());

    JsonNode whole = client.get(id).json();
    assertThat(whole.path("status").asText()).isEqualTo("completed");
    assertThat(rest.getLast().path("response")).isEqualTo(whole);
    assertThat(ResponseClient.deltas(seen)).isNotEmpty();
    assertThat(ResponseClient.deltas(seen) + ResponseClient.deltas(rest))
        .isEqualTo(ResponseClient.text(whole));
    assertThat(ResponseClient.types(rest)).doesNotContain("response.created");
    List<JsonNode> again = client.follow(id);
    assertThat(again)
        .startsWith(seen.toArray(JsonNode[]::new))
        .endsWith(rest.toArray(JsonNode[]::new));
    assertThat(ResponseClient.numbers(again)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void goesOnWithWhatACrashLeft() throws IOException {
    String id = written(server.client());
    String turnId = activeTurn(server.client(), id);
    ServerFixture.awaitTrue(() -> StoredLog.countEvents(server.data(), turnId) > 5);
    Path copy = Files.createTempDirectory(server.folder(), "crashed");
    StoredLog.copyData(server.data(), copy);

    try (Firstword second = server.startAnother(copy)) {
      ResponseClient client = new ResponseClient(new Client(second.uri()));
      JsonNode whole = client.awaitStatus(id, "completed");
      List<JsonNode> events = client.follow(id);

      assertThat(ResponseClient.deltas(events)).isEqualTo(ResponseClient.text(whole));
      assertThat(client.http().transcript(turnId).ending().field("code")).isEqualTo("interrupted");
      // A reader may have had events that the crash has lost.
      long lost = ResponseClient.numbers(events).get(3) + 50_000;
      assertThat(client.followAfter(id, lost).getLast().path("response")).isEqualTo(whole);
    }
  }

  @Test
  void isCancelledBetweenItsTurns() {
    String id = written(server.client());
    server.stop();
    server.start();

    ResponseClient client = new ResponseClient(server.client());
    assertThat(client.cancel(id).status()).isEqualTo(200);

    JsonNode cancelled = client.awaitStatus(id, "cancelled");
    assertThat(ResponseClient.text(cancelled)).isNotEmpty();
  }

  @Test
  void keepsItsEndAcrossARestart() {
    ResponseClient client = new ResponseClient(server.client());
    String id =
        client.create(ResponseClient.background(SimulatedModels.FAST, "Hello")).path("id").asText();
    JsonNode completed = client.awaitStatus(id, "completed");

    server.restart();

    ResponseClient after = new ResponseClient(server.client());
    assertThat(after.get(id).json()).isEqualTo(completed);
    assertThat(after.follow(id).getLast().path("response")).isEqualTo(completed);
  }

  @Test
  void isKeptForAsLongAsTheLogsOfTurns() {
    ResponseClient client = new ResponseClient(server.client());
    String first =
        client.create(ResponseClient.background(SimulatedModels.FAST, "Hello")).path("id").asText();
    String conversation = client.awaitStatus(first, "completed").at("/conversation/id").asText();
    String second =
        client
            .create(
                ResponseClient.request(SimulatedModels.FAST, "And?")
                    .put("conversation", conversation))
            .path("id")
            .asText();

    try (SqliteStorage storage = SqliteStorage.openAlongside(server.data())) {
      storage.retention().deleteLogs(new Others(Set.of(), Set.of()), Long.MAX_VALUE);
    }

    for (String id : List.of(first, second)) {
      assertThat(client.get(id).status()).isEqualTo(404);
      assertThat(client.http().get(ResponseClient.PATH + "/" + id + "?stream=true").status())
          .isEqualTo(404);
      assertThat(client.cancel(id).status()).isEqualTo(404);
      assertThat(client.delete(id).status()).isEqualTo(404);
      ObjectNode next =
          ResponseClient.request(SimulatedModels.FAST, "And?").put("previous_response_id", id);
      assertThat(client.post(next).json().at("/error/code").asText())
          .isEqualTo("previous_response_not_found");
    }
  }

  /** Creates a response that is written for about a second, and has some text. */
  private static String written(Client http) {
    ResponseClient client = new ResponseClient(http);
    String id =
        client
            .create(ResponseClient.background(SimulatedModels.STEADY, "Do you go on?"))
            .path("id")
            .asText();
    ServerFixture.awaitTrue(() -> ResponseClient.text(client.get(id).json()).length() > SOME_TEXT);
    return id;
  }

  private static String activeTurn(Client http, String id) {
    String conversation = new ResponseClient(http).get(id).json().at("/conversation/id").asText();
    return http.get("/api/conversations/" + conversation).json().path("active_turn").asText();
  }

  /** Follows a response until its connection breaks. */
  private String readUntilBroken(String id, Runnable broken) throws IOException {
    try (RawConnection connection = server.client().connect()) {
      connection.get(ResponseClient.PATH + "/" + id + "?stream=true");
      InputStream body = connection.body(connection.readHead());
      StringBuilder received = new StringBuilder();
      received.append((char) body.read());
      broken.run();
      assertThatIOException()
          .isThrownBy(() -> {
            for (int next = body.read(); next >= 0; next = body.read()) {
              received.append((char) next);
            }
          });
      return received.toString();
    }
  }
}
