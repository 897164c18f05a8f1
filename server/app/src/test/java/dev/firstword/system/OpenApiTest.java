package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The served OpenAPI document is complete. {@link RawConnection} compares each response of all
 * system tests with it; the answers here are those that no other test receives.
 */
final class OpenApiTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();
  private final JsonNode document = client.get("/openapi.json").json();

  @Test
  void isServedAsOpenApi31() {
    assertThat(document).isEqualTo(OpenApiContract.instance().document());
    assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.findValues("$ref"))
        .allSatisfy(reference ->
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                .as(reference.asText())
                .isFalse());
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void usesEverySchemaThatItDefines() {
    String text = document.toString();

    document
        .path("components")
        .properties()
        .forEach(kind ->
            kind.getValue()
                .fieldNames()
                .forEachRemaining(name -> {
                  if (!kind.getKey().equals("securitySchemes")) {
                    assertThat(text).contains("/" + kind.getKey() + "/" + name + "\"");
                  }
                }));
  }

  @Test
  void hasAnOperationForEachRouteAndARouteForEachOperation(@TempDir Path data) {
    Settings everything =
        Settings.DEFAULTS.toBuilder()
            .port(0)
            .data(data)
            .webRoot(SERVER.page())
            .latencyInjection(LatencyInjectionSettings.OFF.withEnabled())
            .build();

    try (Firstword server = Firstword.start(everything)) {
      assertThat(OpenApiContract.instance().operations())
          .containsExactlyInAnyOrderElementsOf(server.routes());
    }
  }

  @Test
  void namesTheVariablesOfEachPath() {
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .forEach(operation -> {
                  List<String> names =
                      operation
                          .path("parameters")
                          .valueStream()
                          .map(parameter -> OpenApiSchema.resolve(document, parameter))
                          .filter(parameter -> parameter.path("in").asText().equals("path"))
                          .map(parameter -> "{" + parameter.path("name").asText() + "}")
                          .toList();
                  assertThat(
                          List.of(path.getKey().split("/", -1)).stream()
                              .filter(it -> it.startsWith("{")))
                      .as(path.getKey())
                      .containsExactlyElementsOf(names);
                }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/unknown 200 application/json: the document has no such operation",
        "DELETE /api/turns/{id} 200 application/json: the document has no such operation",
        "GET /api/turns/{id} 418 application/problem+json: the document has no such status",
        "GET /api/turns/{id} 200 text/html: the document has no media type",
        "POST /api/turns/{id}/cancel 200 application/json: the document has no such status",
        "DELETE /api/conversations/{id} 204 text/plain: the document has no content",
        "GET /api/turns/{id}/stream 200 text/event-stream: there is no header turn-id"
      })
  void findsAResponseThatItDoesNotDescribe(String response) {
    String[] parts = response.split(": ", 2);
    String[] words = parts[0].split(" ", -1);

    assertThatThrownBy(() -> check(words[0], words[1], Integer.parseInt(words[2]), words[3]))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(words[0] + " " + words[1])
        .hasMessageContaining(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"turn_id\":\"turn_1\"}: has no \"state\"",
        "{\"turn_id\":1,\"state\":\"done\"}: $.turn_id is no \"string\"",
        "{\"turn_id\":\"turn_1\",\"state\":\"lost\"}: $.state is none of",
        "{\"turn_id\":\"turn_1\",\"state\":\"done\",\"more\":1}: a field that the schema does not"
            + " name: more"
      })
  void findsABodyThatItDoesNotDescribe(String body) {
    String[] parts = body.split(": ", 2);
    OpenApiContract.BodyCheck check =
        check("POST", "/api/turns/turn_1/cancel", 202, "application/json");

    assertThatThrownBy(() -> check.check(parts[0]))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"later\"}: has an unknown type",
        "{\"type\":\"text\"}: has no \"text\"",
        "{\"type\":\"phase\",\"name\":\"auth\"}: has no \"label\"",
        "{\"type\":\"full_start\",\"text\":\"\"}: a field that the schema does not name: text"
      })
  void findsAnEventThatItDoesNotDescribe(String event) {
    String[] parts = event.split(": ", 2);
    OpenApiContract.BodyCheck check =
        OpenApiContract.instance()
            .check(
                "GET",
                "/api/turns/turn_1/stream?after=1",
                head(
                    200,
                    new ResponseHead.Header("content-type", "text/event-stream; charset=utf-8"),
                    new ResponseHead.Header("turn-id", "turn_1"),
                    new ResponseHead.Header("server-timing", "total;dur=1")));

    assertThatThrownBy(() -> check.check(parts[0]))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(parts[1]);
  }

  private static OpenApiContract.BodyCheck check(
      String method, String target, int status, String mediaType) {
    ResponseHead head = head(status, new ResponseHead.Header("content-type", mediaType));
    return OpenApiContract.instance().check(method, target, head);
  }

  private static ResponseHead head(int status, ResponseHead.Header... headers) {
    return new ResponseHead("HTTP/1.1", status, List.of(headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {SimulatedModels.FAST, SimulatedModels.SUMMARIZING, "auto"})
  void describesAnswers(String model) {
    assertStatus(post("/v1/messages", model), 200);
    assertStatus(post("/v1/chat/completions", model), 200);
    assertStatus(post("/v1/responses", model), 200);
  }

  @Test
  void describesCounts() {
    assertStatus(post("/v1/messages/count_tokens", "auto"), 200);
    assertStatus(post("/v1/responses/input_tokens", "auto"), 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/messages", "/v1/chat/completions", "/v1/responses"})
  void describesErrors(String path) {
    assertStatus(client.post(path, "{}"), 400);
    assertStatus(post(path, "no-such-model"), 404);
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(1));
    assertStatus(post(path, SimulatedModels.MIDDLE), 429);
    SERVER.faults(Fault.always(FaultKind.SERVER_ERROR));
    assertStatus(post(path, SimulatedModels.BEST), 502);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void describesModelsInBothForms(boolean isMessages) {
    String headers = isMessages ? "anthropic-version: 2023-06-01\r\n" : "";
    Client other = new Client(SERVER.firstword().uri(), headers);

    assertStatus(other.get("/v1/models"), 200);
    assertStatus(other.get("/v1/models/auto"), 200);
    assertStatus(other.get("/v1/models/no-such-model"), 404);
  }

  @Test
  void describesStoredResponses() {
    ResponseClient responses = new ResponseClient(client);
    ObjectNode request = ResponseClient.background(SimulatedModels.FAST, "Hello");
    String completed = responses.create(request).path("id").asText();
    responses.awaitStatus(completed, "completed");

    assertStatus(responses.get(completed), 200);
    assertStatus(responses.get("resp_unknown"), 404);
    assertStatus(responses.cancel(completed), 200);
    assertStatus(responses.cancel("resp_unknown"), 404);
    assertStatus(responses.delete(completed), 200);
    assertStatus(responses.delete(completed), 404);
  }

  private static void assertStatus(Reply reply, int status) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
  }

  private Reply post(String path, String model) {
    String input =
        path.contains("responses")
            ? "\"input\":\"Hello\""
            : "\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    return client.post(path, "{\"model\":\"%s\",%s}".formatted(model, input));
  }
}
