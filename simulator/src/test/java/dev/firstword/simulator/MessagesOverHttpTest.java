package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static dev.firstword.simulator.SimulatedProvider.json;
import static dev.firstword.simulator.SimulatedProvider.messageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the Messages API over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagesOverHttpTest {
  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void aStreamHasItsEventsInOrderEachWithItsName() throws Exception {
    HttpResponse<String> response = provider.messages(helloBody(true));

    List<String> names = new ArrayList<>();
    for (String event : response.body().strip().split("\n\n", -1)) {
      String[] lines = event.split("\n", -1);
      assertThat(lines).hasSize(2);
      String name = lines[0].substring("event: ".length());
      assertThat(json(lines[1].substring("data: ".length())).path("type").asText()).isEqualTo(name);
      if (names.isEmpty() || !names.getLast().equals(name)) {
        names.add(name);
      }
    }
    assertThat(names)
        .containsExactly(
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(response.body()).doesNotContain("[DONE]").endsWith("\n\n");
  }

  @Test
  void aStreamsHeadersAreAnEventStreams() throws Exception {
    HttpResponse<String> response = provider.messages(helloBody(true));

    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("request-id")).isPresent();
    assertThat(response.headers().firstValue("anthropic-ratelimit-requests-limit")).isPresent();
  }

  @Test
  void streamedAndCompleteAnswersMatch() throws Exception {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    String streamed = streamedText(provider.messages(helloBody(true)).body());
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    String whole = json(provider.messages(helloBody(false)).body()).at("/content/0/text").asText();

    assertThat(streamed).isEqualTo(whole).isNotEmpty();
  }

  @Test
  void theLastUsageIsCumulative() throws Exception {
    String body = provider.messages(helloBody(true)).body();

    JsonNode start = event(body, "message_start").at("/message/usage");
    JsonNode last = event(body, "message_delta").path("usage");

    assertThat(start.path("input_tokens").asInt()).isEqualTo(2);
    assertThat(last.path("input_tokens").asInt()).isEqualTo(2);
    assertThat(last.path("output_tokens").asLong())
        .isEqualTo(body.lines().filter("event: content_block_delta"::equals).count());
  }

  @Test
  void maxTokensEndsAnAnswer() throws Exception {
    JsonNode message = json(provider.messages(helloBody(false).replace("500", "3")).body());

    assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void aStopSequenceEndsAnAnswer() throws Exception {
    JsonNode message =
        json(
            provider
                .messages(
                    messageBody(
                        "'stop_sequences':['!'],'messages':[{'role':'user','content':'Hello'}]"))
                .body());

    assertThat(message.path("stop_reason").asText()).isEqualTo("stop_sequence");
    assertThat(message.path("stop_sequence").asText()).isEqualTo("!");
    assertThat(message.at("/content/0/text").asText()).isEqualTo("Hello");
  }

  @Test
  void zeroMaxTokensWarmsTheCacheWithoutOutput() throws Exception {
    String system = "instruct ".repeat(1_000);
    String prompt =
        "'system':[{'type':'text','text':'"
            + system
            + "','cache_control':{'type':'ephemeral'}}],"
            + "'messages':[{'role':'user','content':'Hello'}]";

    JsonNode warming = json(provider.messages(messageBody(prompt).replace("500", "0")).body());
    JsonNode next = json(provider.messages(messageBody(prompt)).body());

    assertThat(warming.path("content").isEmpty()).isTrue();
    assertThat(warming.path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(warming.at("/usage/cache_creation/ephemeral_5m_input_tokens").asInt())
        .isEqualTo(2_250);
    assertThat(next.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(2_250);
    assertThat(next.at("/usage/input_tokens").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"x-api-key, key", "authorization, Bearer key"})
  void eitherKeyHeaderIsAccepted(String header, String value) throws Exception {
    assertThat(
            provider
                .send(
                    provider
                        .post("/v1/messages", helloBody(false))
                        .header(header, value)
                        .header("anthropic-version", "2026-10-21"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aMissingKeyIsRejected() throws Exception {
    HttpResponse<String> response =
        provider.send(
            provider
                .post("/v1/messages", helloBody(false))
                .header("anthropic-version", "2023-06-01"));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("authentication_error");
  }

  @Test
  void anErrorCarriesTheRequestIdInBodyAndHeader() throws Exception {
    HttpResponse<String> response = provider.messages("{}");

    JsonNode body = json(response.body());
    assertThat(body.path("type").asText()).isEqualTo("error");
    assertThat(response.headers().firstValue("request-id"))
        .contains(body.path("request_id").asText());
  }

  @Test
  void theRequestIdMatchesTheRecord() throws Exception {
    HttpResponse<String> response = provider.messages(helloBody(false));

    assertThat(provider.simulator.stats().recentCalls().getLast().requestId())
        .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
  }

  @Test
  void anUndatedNameResolvesToTheDatedModel() throws Exception {
    JsonNode message =
        json(
            provider
                .messages(helloBody(false).replace(SimulatedProvider.MODEL, "claude-haiku-4-5"))
                .body());

    assertThat(message.path("model").asText()).isEqualTo("claude-haiku-4-5-20251001");
  }

  @Test
  void modelsAreListedInTheCallersApiFormat() throws Exception {
    JsonNode anthropic =
        json(
            provider
                .send(
                    provider
                        .request("/v1/models")
                        .header("x-api-key", "any")
                        .header("anthropic-version", "2023-06-01"))
                .body());
    JsonNode openAi =
        json(
            provider
                .send(provider.request("/v1/models").header("authorization", "Bearer any"))
                .body());

    assertThat(anthropic.at("/data/0/type").asText()).isEqualTo("model");
    assertThat(anthropic.path("has_more").asBoolean(true)).isFalse();
    assertThat(openAi.path("object").asText()).isEqualTo("list");
    assertThat(openAi.at("/data/0/object").asText()).isEqualTo("model");
  }

  @Test
  void tokensCanBeCountedWithoutAnAnswer() throws Exception {
    HttpResponse<String> response =
        provider.send(
            provider
                .post(
                    "/v1/messages/count_tokens",
                    "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"Hello, world\"}]}")
                .header("x-api-key", "any")
                .header("anthropic-version", "2023-06-01"));

    assertThat(json(response.body()).path("input_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    assertThat(provider.send(provider.request("/v1/nothing")).statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() throws Exception {
    String huge = helloBody(false).replace("Hello", "x".repeat(33 << 20));

    HttpResponse<String> response = provider.messages(huge);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("request_too_large");
  }

  private static JsonNode event(String body, String name) {
    String start = "event: " + name + "\ndata: ";
    int from = body.indexOf(start) + start.length();
    return json(body.substring(from, body.indexOf('\n', from)));
  }

  private static String streamedText(String body) throws IOException {
    StringBuilder text = new StringBuilder();
    body.lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> json(line.substring(6)))
        .forEach(event -> text.append(event.at("/delta/text").asText("")));
    return text.toString();
  }
}
