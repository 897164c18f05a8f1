package dev.firstword.simulator;

import static dev.firstword.simulator.Provider.ask;
import static dev.firstword.simulator.Provider.hello;
import static dev.firstword.simulator.Provider.json;
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

/** The Messages API on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagesOverHttpTest {
  private Provider provider;

  @BeforeAll
  void start() {
    provider = new Provider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void aStreamHasItsEventsInOrderEachWithItsName() throws Exception {
    HttpResponse<String> response = provider.messages(hello(true));

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
    HttpResponse<String> response = provider.messages(hello(true));

    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("request-id")).isPresent();
    assertThat(response.headers().firstValue("anthropic-ratelimit-requests-limit")).isPresent();
  }

  @Test
  void streamedAndWholeSayTheSame() throws Exception {
    provider.simulator.apply(Provider.QUICK);
    String streamed = streamedText(provider.messages(hello(true)).body());
    provider.simulator.apply(Provider.QUICK);
    String whole = json(provider.messages(hello(false)).body()).at("/content/0/text").asText();

    assertThat(streamed).isEqualTo(whole).isNotEmpty();
  }

  @Test
  void theLastUsageIsCumulative() throws Exception {
    String body = provider.messages(hello(true)).body();

    JsonNode start = event(body, "message_start").at("/message/usage");
    JsonNode last = event(body, "message_delta").path("usage");

    assertThat(start.path("input_tokens").asInt()).isEqualTo(2);
    assertThat(last.path("input_tokens").asInt()).isEqualTo(2);
    assertThat(last.path("output_tokens").asLong())
        .isEqualTo(body.lines().filter("event: content_block_delta"::equals).count());
  }

  @Test
  void maxTokensEndsAnAnswer() throws Exception {
    JsonNode message = json(provider.messages(hello(false).replace("500", "3")).body());

    assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void aStopSequenceEndsAnAnswer() throws Exception {
    JsonNode message =
        json(
            provider
                .messages(
                    ask("'stop_sequences':['!'],'messages':[{'role':'user','content':'Hello'}]"))
                .body());

    assertThat(message.path("stop_reason").asText()).isEqualTo("stop_sequence");
    assertThat(message.path("stop_sequence").asText()).isEqualTo("!");
    assertThat(message.at("/content/0/text").asText()).isEqualTo("Hello");
  }

  @Test
  void zeroMaxTokensWarmsTheCacheAndSaysNothing() throws Exception {
    String system = "instruct ".repeat(1_000);
    String prompt =
        "'system':[{'type':'text','text':'"
            + system
            + "','cache_control':{'type':'ephemeral'}}],"
            + "'messages':[{'role':'user','content':'Hello'}]";

    JsonNode warming = json(provider.messages(ask(prompt).replace("500", "0")).body());
    JsonNode next = json(provider.messages(ask(prompt)).body());

    assertThat(warming.path("content").isEmpty()).isTrue();
    assertThat(warming.path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(warming.at("/usage/cache_creation/ephemeral_5m_input_tokens").asInt())
        .isEqualTo(2_250);
    assertThat(next.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(2_250);
    assertThat(next.at("/usage/input_tokens").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"x-api-key, key", "authorization, Bearer key"})
  void eitherHeaderForTheKeyWillDo(String header, String value) throws Exception {
    assertThat(
            provider
                .send(
                    provider
                        .post("/v1/messages", hello(false))
                        .header(header, value)
                        .header("anthropic-version", "2026-10-21"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void withoutAKeyNobodyIsServed() throws Exception {
    HttpResponse<String> response =
        provider.send(
            provider.post("/v1/messages", hello(false)).header("anthropic-version", "2023-06-01"));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("authentication_error");
  }

  @Test
  void anErrorNamesItsRequestInBodyAndHeader() throws Exception {
    HttpResponse<String> response = provider.messages("{}");

    JsonNode body = json(response.body());
    assertThat(body.path("type").asText()).isEqualTo("error");
    assertThat(response.headers().firstValue("request-id"))
        .contains(body.path("request_id").asText());
  }

  @Test
  void itsIdIsTheOneInTheRecord() throws Exception {
    HttpResponse<String> response = provider.messages(hello(false));

    assertThat(provider.simulator.stats().recent().getLast().requestId())
        .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
  }

  @Test
  void aShortNameMeansTheDatedModel() throws Exception {
    JsonNode message =
        json(provider.messages(hello(false).replace(Provider.MODEL, "claude-haiku-4-5")).body());

    assertThat(message.path("model").asText()).isEqualTo("claude-haiku-4-5-20251001");
  }

  @Test
  void modelsAreListedInTheShapeOfWhoIsAsked() throws Exception {
    JsonNode anthropic =
        json(
            provider
                .send(
                    provider
                        .at("/v1/models")
                        .header("x-api-key", "any")
                        .header("anthropic-version", "2023-06-01"))
                .body());
    JsonNode openAi =
        json(provider.send(provider.at("/v1/models").header("authorization", "Bearer any")).body());

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
    assertThat(provider.send(provider.at("/v1/nothing")).statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() throws Exception {
    String huge = hello(false).replace("Hello", "x".repeat(33 << 20));

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
