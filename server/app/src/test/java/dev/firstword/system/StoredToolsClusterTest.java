package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.wiring.Firstword;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The results of tools in stored calls reach their turn through any node. */
final class StoredToolsClusterTest {

  @RegisterExtension
  static final ClusterFixture CLUSTER =
      new ClusterFixture(settings ->
          AgentModels.addTo(settings).shutdownTimeout(ClusterFixture.LONG_SHUTDOWN_TIMEOUT));

  private static final ToolApi API = ToolApi.RESPONSES;

  private final ResponseClient a = new ResponseClient(CLUSTER.a);
  private final ResponseClient b = new ResponseClient(CLUSTER.b);

  @BeforeEach
  void setModels() {
    CLUSTER.models(AgentModels.withoutThoughts());
  }

  @Test
  void answersOnTheNodeThatGetsTheResults() {
    JsonNode first = ask(a);
    ObjectNode results = resultsOf(first);

    JsonNode second = b.create(results);

    assertThat(ResponseClient.text(second))
        .as(second.toString())
        .startsWith(AgentModels.ANSWER_START);
    assertThat(a.create(results)).isEqualTo(second);
    assertThat(a.get(second.path("id").asText()).json()).isEqualTo(second);
    assertThat(b.get(first.path("id").asText()).json()).isEqualTo(first);
  }

  @Test
  void streamsOnTheNodeThatGetsTheResults() {
    JsonNode first = ask(a);

    List<JsonNode> events = ResponseClient.events(b.post(resultsOf(first).put("stream", true)));

    String id = events.getFirst().at("/response/id").asText();
    assertThat(events.getLast().path("type").asText()).isEqualTo("response.completed");
    assertThat(a.follow(id)).isEqualTo(events);
  }

  @Test
  void continuesOnAnotherNodeWhenItsOwnIsStopped() {
    JsonNode first;
    try (Firstword third = CLUSTER.startAnother()) {
      first = ask(new ResponseClient(new Client(third.uri())));
    }

    JsonNode second = b.create(resultsOf(first));

    assertThat(ResponseClient.text(second))
        .as(second.toString())
        .startsWith(AgentModels.ANSWER_START);
    assertThat(a.get(second.path("id").asText()).json()).isEqualTo(second);
  }

  private static JsonNode ask(ResponseClient client) {
    String earlier =
        client.create(ResponseClient.background(SimulatedModels.FAST, "Hello")).path("id").asText();
    client.awaitStatus(earlier, "completed");
    JsonNode first =
        client.create(API.question("Search twice").put("previous_response_id", earlier));
    assertThat(API.callIds(first)).hasSize(2);
    return first;
  }

  private static ObjectNode resultsOf(JsonNode response) {
    return API.results(API.callIds(response))
        .put("previous_response_id", response.path("id").asText());
  }
}
