package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.config.JobSettings;
import dev.firstword.core.job.JobLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Responses in the background that wait until an earlier one has ended. */
final class StoredResponseQueueTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(new JobSettings(new JobLimits(1, 5, 3), JobSettings.DEFAULTS.webhooks()));

  private final ResponseClient client = new ResponseClient(SERVER.client());
  private String running = "";

  @BeforeEach
  void occupyTheOnlySlot() {
    running = background(SimulatedModels.WRITING);
    client.awaitStatus(running, "in_progress");
  }

  @AfterEach
  void freeTheOnlySlot() {
    client.cancel(running);
  }

  @Test
  void areStreamedByTheRequestThatCreatesThemOnceTheirTurnComes() throws IOException {
    ObjectNode request =
        ResponseClient.background(SimulatedModels.FAST, "I wait").put("stream", true);
    try (RawConnection connection = SERVER.client().connect()) {
      connection.request(
          "POST",
          ResponseClient.PATH,
          "Content-Type: application/json\r\n",
          request.toString().getBytes(StandardCharsets.UTF_8));
      InputStream body = connection.body(connection.readHead());
      JsonNode blocking = client.get(running).json();

      client.cancel(running);
      List<JsonNode> events =
          ResponseClient.events(new String(body.readAllBytes(), StandardCharsets.UTF_8));

      assertThat(blocking.path("status").asText()).isEqualTo("in_progress");
      assertThat(ResponseClient.types(events))
          .startsWith("response.created", "response.in_progress")
          .endsWith("response.completed");
      String id = events.getFirst().at("/response/id").asText();
      assertThat(client.follow(id)).isEqualTo(events);
    }
  }

  @Test
  void areCancelledWithoutCallingAModel() {
    String waiting = background(SimulatedModels.FAST);
    assertThat(client.get(waiting).json().path("status").asText()).isEqualTo("queued");

    JsonNode cancelled = client.cancel(waiting).json();

    assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
    assertThat(client.get(waiting).json().path("status").asText()).isEqualTo("cancelled");
    List<JsonNode> events = client.follow(waiting);
    assertThat(ResponseClient.types(events))
        .containsExactly("response.created", "response.in_progress", "response.incomplete");
    assertThat(events.getLast().at("/response/status").asText()).isEqualTo("cancelled");
    assertThat(ResponseClient.numbers(client.followAfter(waiting, 0))).containsExactly(1L, 2L);
    assertThat(SERVER.onlyCall().model()).isEqualTo(SimulatedModels.WRITING);
  }

  @Test
  void tellTheirReadersThatTheyWereCancelled() throws IOException {
    String waiting = background(SimulatedModels.FAST);
    try (RawConnection connection = SERVER.client().connect()) {
      connection.get(ResponseClient.PATH + "/" + waiting + "?stream=true");
      InputStream body = connection.body(connection.readHead());
      client.cancel(waiting);
      List<JsonNode> events =
          ResponseClient.events(new String(body.readAllBytes(), StandardCharsets.UTF_8));

      assertThat(events.getLast().path("type").asText()).isEqualTo("response.incomplete");
      assertThat(events.getLast().at("/response/status").asText()).isEqualTo("cancelled");
    }
  }

  private String background(String model) {
    return client.create(ResponseClient.background(model, "Hello")).path("id").asText();
  }
}
