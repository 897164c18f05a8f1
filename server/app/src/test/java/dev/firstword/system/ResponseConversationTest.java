package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that continue a stored conversation. */
final class ResponseConversationTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final ResponseClient client = new ResponseClient(SERVER.client());

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnFromThePreviousResponse(boolean isInBackground) {
    String first = background(SimulatedModels.FAST);
    String conversation = client.awaitStatus(first, "completed").at("/conversation/id").asText();

    JsonNode second =
        client.create(
            ResponseClient.request(SimulatedModels.FAST, "And then?")
                .put("background", isInBackground)
                .put("previous_response_id", first));

    JsonNode completed = client.awaitStatus(second.path("id").asText(), "completed");
    assertThat(completed.at("/conversation/id").asText()).isEqualTo(conversation);
    assertThat(messages(conversation).findValuesAsText("role"))
        .containsExactly("user", "assistant", "user", "assistant");
    assertThat(messages(conversation).findValuesAsText("text"))
        .contains("Hello", "And then?", ResponseClient.text(completed));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnInAConversation(boolean isNamedByAnObject) {
    String first = background(SimulatedModels.FAST);
    String conversation = client.awaitStatus(first, "completed").at("/conversation/id").asText();
    ObjectNode request = ResponseClient.request(SimulatedModels.FAST, "And then?");
    if (isNamedByAnObject) {
      request.putObject("conversation").put("id", conversation);
    } else {
      request.put("conversation", conversation);
    }

    JsonNode answer = client.create(request);

    assertThat(answer.path("status").asText()).isEqualTo("completed");
    assertThat(answer.path("background").asBoolean()).isFalse();
    assertThat(client.get(answer.path("id").asText()).json()).isEqualTo(answer);
    assertThat(messages(conversation)).hasSize(4);
  }

  @Test
  void streamsAndResumesAnAnswerInAConversation() {
    String first = background(SimulatedModels.FAST);
    client.awaitStatus(first, "completed");

    List<JsonNode> events =
        ResponseClient.events(
            client.post(
                ResponseClient.request(SimulatedModels.FAST, "And then?")
                    .put("previous_response_id", first)
                    .put("stream", true)));

    String id = events.getFirst().at("/response/id").asText();
    assertThat(events.getLast().path("type").asText()).isEqualTo("response.completed");
    assertThat(client.followAfter(id, 3)).isEqualTo(events.subList(4, events.size()));
  }

  @Test
  void doesNotBranchAConversation() {
    String first = background(SimulatedModels.FAST);
    client.awaitStatus(first, "completed");
    ObjectNode next =
        ResponseClient.request(SimulatedModels.FAST, "And?").put("previous_response_id", first);
    client.create(next);

    Reply branch = client.post(next.put("input", "Or?"));

    assertThat(branch.status()).isEqualTo(400);
    assertThat(branch.json().at("/error/message").asText()).contains("not the newest");
  }

  @Test
  void doesNotGoOnFromAResponseThatIsNotOver() {
    String running = background(SimulatedModels.WRITING);

    Reply refused =
        client.post(
            ResponseClient.request(SimulatedModels.FAST, "And?")
                .put("previous_response_id", running));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().at("/error/message").asText()).contains("still being written");
    client.cancel(running);
  }

  private String background(String model) {
    return client.create(ResponseClient.background(model, "Hello")).path("id").asText();
  }

  private JsonNode messages(String conversation) {
    return client.http().get("/api/conversations/" + conversation).json().path("messages");
  }
}
