package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thoughts are bound to the conversation before them, as those of today's models are. */
class ThoughtBindingOverHttpTest {
  private static final String MODEL = "claude-opus-5-5";
  private static final String OTHER = "claude-sonnet-5-5";
  private static final String GPT = "gpt-6.2-sol";
  private static final String SETTINGS =
      """
      {"ttft_ms": {"p50": 1, "p99": 2}, "tokens_per_second": 50000, "output_tokens": 10,
       "thinking": {"ms": {"p50": 1, "p99": 2}, "display": "omitted"}}
      """;

  private final SimulatedProvider provider = new SimulatedProvider();
  private final ObjectNode request = JsonNodeFactory.instance.objectNode();

  @BeforeEach
  void serveModels() {
    ObjectNode changes = JsonNodeFactory.instance.objectNode();
    for (String model : new String[] {MODEL, OTHER, GPT}) {
      changes.withObject("models").set(model, SimulatedProvider.json(SETTINGS));
    }
    provider.simulator.apply(provider.simulator.settings().merge(changes));
    request.put("model", MODEL).put("max_tokens", 2_000).put("system", "Be brief.");
    request.putArray("messages");
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private ArrayNode messages() {
    return (ArrayNode) request.path("messages");
  }

  /** Asks a question and keeps the answer as it came. */
  private void ask(String question) throws Exception {
    messages().addObject().put("role", "user").put("content", question);
    HttpResponse<String> answer = provider.messages(request.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    messages()
        .addObject()
        .put("role", "assistant")
        .set("content", SimulatedProvider.json(answer.body()).path("content"));
  }

  private HttpResponse<String> askWith(Consumer<ObjectNode> change) throws Exception {
    ObjectNode changed = request.deepCopy();
    ((ArrayNode) changed.path("messages")).addObject().put("role", "user").put("content", "On?");
    change.accept(changed);
    return provider.messages(changed.toString());
  }

  private static void removeThought(ObjectNode body, int message) {
    ((ArrayNode) body.path("messages").path(message).path("content")).remove(0);
  }

  @Test
  void acceptsThemAfterTheSameConversation() throws Exception {
    ask("One");
    ask("Two");
    ask("Three");

    assertThat(askWith(_ -> {}).statusCode()).isEqualTo(200);
    assertThat(askWith(body -> removeThought(body, 1)).statusCode())
        .as("without the first")
        .isEqualTo(200);
    assertThat(askWith(body -> body.putObject("output_config").put("effort", "low")).statusCode())
        .as("with another effort")
        .isEqualTo(200);
    assertThat(
            askWith(body ->
                    ((ObjectNode) body.path("messages").path(1).path("content").path(1))
                        .putObject("cache_control")
                        .put("type", "ephemeral"))
                .statusCode())
        .as("with a breakpoint")
        .isEqualTo(200);
  }

  @Test
  void refusesThemAfterAnyChange() throws Exception {
    ask("One");
    ask("Two");
    ask("Three");

    assertRefused(askWith(body -> body.put("system", "Be polite.")));
    assertRefused(askWith(body -> removeThought(body, 3)));
    assertRefused(
        askWith(body -> ((ObjectNode) body.path("messages").path(2)).put("content", "Too")));
    assertRefused(
        askWith(body -> {
          ((ArrayNode) body.path("messages")).remove(0);
          ((ArrayNode) body.path("messages")).remove(0);
        }));
    assertRefused(
        askWith(body ->
            body.putArray("tools")
                .addObject()
                .put("name", "look")
                .putObject("input_schema")
                .put("type", "object")));
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("bound to a different conversation");
  }

  @Test
  void ignoresThoseOfOtherModels() throws Exception {
    ask("One");
    request.put("model", OTHER);
    ask("Two");
    request.put("model", MODEL);

    assertThat(askWith(_ -> {}).statusCode()).isEqualTo(200);
  }

  @Test
  void removesReasoningThatDoesNotFitFromAnInput() throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", GPT).put("store", false);
    body.putArray("include").add("reasoning.encrypted_content");
    ArrayNode input = body.putArray("input");
    input.addObject().put("role", "user").put("content", "One");
    JsonNode first = respond(body);
    first.path("output").forEach(input::add);
    input.addObject().put("role", "user").put("content", "Two");

    assertThat(respond(body).has("input_transformations")).isFalse();

    ((ObjectNode) input.path(0)).put("content", "Another");
    JsonNode removed = respond(body).path("input_transformations").path(0);
    assertThat(removed.path("action").asText()).isEqualTo("removed");
    assertThat(removed.path("reason").asText()).isEqualTo("prefix_mismatch");
    assertThat(removed.path("id")).isEqualTo(first.path("output").path(0).path("id"));
  }

  private JsonNode respond(ObjectNode body) throws Exception {
    HttpResponse<String> response = provider.openAi("/v1/responses", body.toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return SimulatedProvider.json(response.body());
  }
}
