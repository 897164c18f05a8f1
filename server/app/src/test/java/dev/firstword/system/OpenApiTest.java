package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The served OpenAPI document describes what the server answers. */
final class OpenApiTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();
  private final JsonNode document = client.get("/openapi.json").json();

  @Test
  void isServedAsOpenApi31() {
    Reply reply = client.get("/openapi.json");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).contains("application/json");
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.findValuesAsText("$ref"))
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void namesOnlyPathsThatThereAre() {
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                  String id = path.getKey().contains("responses") ? stored() : "auto";
                  String target = path.getKey().replace("{id}", id);
                  Reply reply =
                      method.equals("post")
                          ? client.post(target, "{}")
                          : client.send(method.toUpperCase(Locale.ROOT), target);
                  assertThat(reply.status()).as(method + " " + target).isNotIn(404, 405);
                }));
  }

  @ParameterizedTest
  @ValueSource(strings = {SimulatedModels.FAST, SimulatedModels.SUMMARIZING, "auto"})
  void describesAnswers(String model) {
    assertDescribed("/v1/messages", post("/v1/messages", model), 200);
    assertDescribed("/v1/chat/completions", post("/v1/chat/completions", model), 200);
    assertDescribed("/v1/responses", post("/v1/responses", model), 200);
  }

  @Test
  void describesCounts() {
    assertDescribed("/v1/messages/count_tokens", post("/v1/messages/count_tokens", "auto"), 200);
    assertDescribed("/v1/responses/input_tokens", post("/v1/responses/input_tokens", "auto"), 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/chat/completions", "/v1/responses"})
  void describesErrors(String path) {
    assertDescribed(path, client.post(path, "{}"), 400);
    assertDescribed(path, post(path, "no-such-model"), 404);
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(1));
    assertDescribed(path, post(path, SimulatedModels.MIDDLE), 429);
    SERVER.faults(Fault.always(FaultKind.SERVER_ERROR));
    assertDescribed(path, post(path, SimulatedModels.BEST), 502);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void describesModelsInBothForms(boolean isMessages) {
    String headers = isMessages ? "anthropic-version: 2023-06-01\r\n" : "";
    Client other = new Client(SERVER.firstword().uri(), headers);

    assertDescribed("/v1/models", other.get("/v1/models"), 200);
    assertDescribed("/v1/models/{id}", other.get("/v1/models/auto"), 200);
    assertDescribed("/v1/models/{id}", other.get("/v1/models/no-such-model"), 404);
  }

  @Test
  void describesStoredResponses() {
    ResponseClient responses = new ResponseClient(client);
    ObjectNode request = ResponseClient.background(SimulatedModels.FAST, "Hello");
    assertDescribed("/v1/responses", responses.post(request), 200);
    String completed = stored();
    responses.awaitStatus(completed, "completed");
    String id = "/v1/responses/{id}";

    assertDescribed(id, responses.get(completed), 200);
    assertDescribed(id, responses.get("resp_unknown"), 404);
    assertDescribed(id + "/cancel", responses.cancel(completed), 200);
    assertDescribed(id + "/cancel", responses.cancel("resp_unknown"), 404);
    assertDescribed(id, "delete", responses.delete(completed), 200);
    assertDescribed(id, "delete", responses.delete(completed), 404);
  }

  /** Returns the id of a new response. */
  private String stored() {
    return new ResponseClient(client)
        .create(ResponseClient.background(SimulatedModels.FAST, "Hello"))
        .path("id")
        .asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz"})
  void describesHealth(String path) {
    assertDescribed(path, client.get(path), 200);
  }

  private void assertDescribed(String path, Reply reply, int status) {
    String method = document.path("paths").path(path).has("post") ? "post" : "get";
    assertDescribed(path, method, reply, status);
  }

  private void assertDescribed(String path, String method, Reply reply, int status) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    JsonNode responses = document.path("paths").path(path).path(method).path("responses");
    JsonNode response =
        responses.has(String.valueOf(status))
            ? responses.path(String.valueOf(status))
            : responses.path(status / 100 + "XX");
    String mediaType = reply.header("content-type").orElseThrow();
    JsonNode schema = response.path("content").path(mediaType).path("schema");

    assertThat(schema.isMissingNode()).as(path + " " + status + " " + mediaType).isFalse();
    assertThat(OpenApiSchema.faults(document, schema, reply.json())).as(reply.body()).isEmpty();
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(header -> assertThat(reply.header(header)).as(header).isPresent());
  }

  private Reply post(String path, String model) {
    String input =
        path.contains("responses")
            ? "\"input\":\"Hello\""
            : "\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    return client.post(path, "{\"model\":\"%s\",%s}".formatted(model, input));
  }
}
