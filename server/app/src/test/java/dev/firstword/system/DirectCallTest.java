package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.CompatibleApiSettings;
import dev.firstword.app.config.LimitSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the provider-compatible APIs answer through a provider of Messages, where SDKs hide it. */
final class DirectCallTest {

  private static final String COMPLETIONS = "/v1/chat/completions";
  private static final String MESSAGES = "/v1/messages";
  private static final String RESPONSES = "/v1/responses";

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @ParameterizedTest
  @ValueSource(strings = {COMPLETIONS, MESSAGES, RESPONSES})
  void answersWithoutStoringAnything(String path) {
    Reply reply = client.post(path, body(path, SimulatedModels.FAST, false));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("model").asText()).isEqualTo(SimulatedModels.FAST);
    assertThat(reply.header("request-id").orElseThrow()).startsWith("req_");
    assertThat(reply.header("x-request-id")).isEqualTo(reply.header("request-id"));
    assertThat(client.get("/api/conversations").json().path("conversations")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPLETIONS, MESSAGES, RESPONSES})
  void closesTheModelCallWhenTheClientLeavesAStream(String path) throws IOException {
    try (RawConnection connection = connect(path, SimulatedModels.STEADY)) {
      connection.readHead();
    }

    SERVER.awaitCallsClosed(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPLETIONS, MESSAGES, RESPONSES})
  void closesTheModelCallWhenTheClientLeavesBeforeTheFirstToken(String path) throws IOException {
    try (RawConnection _ = connect(path, SimulatedModels.THINKING)) {
      SERVER.awaitCalls(1);
    }

    SERVER.awaitCallsClosed(1);
  }

  @Test
  void callsTheModelForEachOfTheSameRequestsAtOnce() {
    String body = body(COMPLETIONS, SimulatedModels.FAST, false);

    List<Integer> statuses =
        Concurrently.all(List.of(1, 2, 3), _ -> client.post(COMPLETIONS, body).status());

    assertThat(statuses).containsOnly(200);
    assertThat(SERVER.calls().calls()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTHENTICATION, 500, 500, false",
    "RATE_LIMIT, 429, 429,",
    "SERVER_ERROR, 502, 502,",
    "OVERLOADED, 529, 503,",
  })
  void reportsAFailureBeforeTheFirstTokenByItsStatus(
      FaultKind kind, int ofMessages, int ofCompletions, String shouldRetry) {
    SERVER.faults(Fault.always(kind).retryAfterSeconds(1));

    Reply messages = client.post(MESSAGES, body(MESSAGES, SimulatedModels.FAST, true));
    Reply completions = client.post(COMPLETIONS, body(COMPLETIONS, SimulatedModels.BEST, true));

    assertThat(messages.status()).isEqualTo(ofMessages);
    assertThat(messages.json().path("type").asText()).isEqualTo("error");
    assertThat(completions.status()).isEqualTo(ofCompletions);
    assertThat(completions.json().path("error").path("message").asText()).isNotBlank();
    assertThat(messages.header("x-should-retry").orElse(null)).isEqualTo(shouldRetry);
    assertThat(messages.body() + completions.body()).doesNotContain(ServerFixture.PROVIDER_KEY);
  }

  @Test
  void breaksTheConnectionOfAChatThatFailsInItsMiddle() throws IOException {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(3));

    try (RawConnection connection = connect(COMPLETIONS, SimulatedModels.FAST)) {
      String received = connection.readUntilClosed();

      assertThat(received).contains("{\"error\":{").doesNotContain("[DONE]");
      assertThat(received).doesNotEndWith("0\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | \"n\":2 | n",
        "/v1/chat/completions | \"logprobs\":true | logprobs",
        "/v1/chat/completions | \"presence_penalty\":0.5 | presence_penalty",
        "/v1/chat/completions | \"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
        "/v1/responses | \"prompt\":{\"id\":\"p\"} | prompt",
        "/v1/responses | \"max_tool_calls\":3 | max_tool_calls",
      })
  void refusesWhatItWouldHaveToDropSilently(String path, String field, String named) {
    String body = body(path, SimulatedModels.FAST, false);

    Reply reply = client.post(path, body.replaceFirst("\\{", "{" + field + ","));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("message").asText()).contains('"' + named + '"');
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void namesTheFieldsThatHadNoEffect() {
    String body =
        body(COMPLETIONS, SimulatedModels.FAST, false)
            .replaceFirst("\\{", "{\"seed\":7,\"new_field\":true,\"presence_penalty\":0,");

    assertThat(client.post(COMPLETIONS, body).header("firstword-ignored-fields"))
        .contains("seed, new_field");
    assertThat(client.post(COMPLETIONS + "?strict", body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPLETIONS, RESPONSES})
  void fetchesNoImageByItsAddress(String path) {
    String part =
        switch (path) {
          case RESPONSES -> "{\"type\":\"input_image\",\"image_url\":\"http://127.0.0.1/x\"}";
          default -> "{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://127.0.0.1/x\"}}";
        };
    String messages = path.equals(RESPONSES) ? "input" : "messages";

    Reply reply =
        client.post(
            path,
            "{\"model\":\"%s\",\"max_tokens\":9,\"%s\":[{\"role\":\"user\",\"content\":[%s]}]}"
                .formatted(SimulatedModels.FAST, messages, part));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("message").asText()).contains("address");
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPLETIONS, MESSAGES, RESPONSES})
  void saysWhatIsWrongWithABody(String path) {
    for (String body : List.of("", "[]", "{", "{}", "{\"model\":5}", "{\"model\":\"auto\"}")) {
      Reply reply = client.post(path, body);

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().path("error").path("message").asText()).isNotBlank();
    }
  }

  @Test
  void chargesTheCallsToTheLimitsOfTheCaller() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.limits(new LimitSettings(new Quota(1, null), Quota.UNLIMITED, null)))) {
      String body = body(COMPLETIONS, SimulatedModels.FAST, false);

      assertThat(server.client().post(COMPLETIONS, body).status()).isEqualTo(200);
      Reply refused = server.client().post(COMPLETIONS, body);

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isPresent();
      assertThat(refused.json().path("error").path("code").asText())
          .isEqualTo("rate_limit_exceeded");
    }
  }

  @Test
  void answersAsTheModelThatAnAliasStandsFor() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.compatibleApis(
                    new CompatibleApiSettings(
                        Map.of("gpt-5", SimulatedModels.FAST), 1_000, 1_000)))) {
      Reply reply = server.client().post(COMPLETIONS, body(COMPLETIONS, "gpt-5", false));

      assertThat(reply.json().path("model").asText()).isEqualTo(SimulatedModels.FAST);
      assertThat(server.client().get("/metrics").body())
          .contains("firstword_api_calls_total{api=\"chat_completions\",outcome=\"done\"} 1");
    }
  }

  @Test
  void acceptsAKeyInEitherHeaderButNotTwo() {
    String[] key = new String[1];
    try (ServerFixture server =
        new ServerFixture(
            data -> key[0] = new TestKeys(data).add(new Caller("acme", "ada"), Role.USER),
            settings -> settings)) {
      String apiKey = "x-api-key: " + key[0] + "\r\n";
      String bearer = "Authorization: Bearer " + key[0] + "\r\n";

      assertThat(models(server, apiKey)).isEqualTo(200);
      assertThat(models(server, bearer)).isEqualTo(200);
      assertThat(models(server, apiKey + bearer)).isEqualTo(200);
      assertThat(models(server, apiKey + "Authorization: Bearer other\r\n")).isEqualTo(401);
      assertThat(models(server, "")).isEqualTo(401);
    }
  }

  private static int models(ServerFixture server, String headers) {
    Reply reply = new Client(server.firstword().uri(), headers).get("/v1/models");
    if (reply.status() != 200) {
      JsonNode error = reply.json().path("error");
      assertThat(error.path("code").asText()).isEqualTo("invalid_api_key");
    }
    return reply.status();
  }

  private static RawConnection connect(String path, String model) throws IOException {
    byte[] body = body(path, model, true).getBytes(StandardCharsets.UTF_8);
    return RawConnection.open(SERVER.firstword().uri())
        .request("POST", path, "Content-Type: application/json\r\n", body);
  }

  private static String body(String path, String model, boolean streamed) {
    String content =
        path.equals(RESPONSES)
            ? "\"input\":\"Hello\""
            : "\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    return "{\"model\":\"%s\",\"stream\":%b,%s}".formatted(model, streamed, content);
  }
}
