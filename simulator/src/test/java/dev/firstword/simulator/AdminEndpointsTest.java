package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.helloBody;
import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the simulator's admin endpoints. */
class AdminEndpointsTest {
  private static final String SETTINGS = "/simulator/settings";
  private static final String STATS = "/simulator/stats";

  private SimulatedProvider provider;

  @BeforeEach
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void settingsCanBeRead() throws Exception {
    JsonNode settings = json(provider.send(provider.request(SETTINGS)).body());

    assertThat(settings.path("seed").asLong()).isEqualTo(1);
    assertThat(settings.at("/models/claude-opus-4-6/ttft_ms/p50").asDouble()).isEqualTo(1500);
    assertThat(settings.path("faults").isEmpty()).isTrue();
  }

  @Test
  void settingsAreMergedIntoCurrentSettings() throws Exception {
    HttpResponse<String> response =
        putSettings("{\"models\":{\"claude-opus-4-6\":{\"ttft_ms\":{\"p50\":900}}}}");

    JsonNode opus = json(response.body()).at("/models/claude-opus-4-6");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(opus.at("/ttft_ms/p50").asDouble()).isEqualTo(900);
    assertThat(opus.at("/ttft_ms/p99").asDouble()).isEqualTo(4000);
  }

  @Test
  void aChangeAppliesToTheNextCall() throws Exception {
    putSettings("{\"faults\":[{\"kind\":\"server_error\"}]}");

    assertThat(provider.messages(helloBody(true)).statusCode()).isEqualTo(500);
  }

  @Test
  void aWrongFieldIsNamedAndNothingIsApplied() throws Exception {
    HttpResponse<String> response =
        putSettings("{\"seed\":99,\"faults\":[{\"kind\":\"cut\",\"rate\":2}]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/field").asText()).isEqualTo("faults[0].rate");
    assertThat(provider.simulator.settings().seed()).isEqualTo(1);
  }

  @Test
  void invalidJsonIsRejected() throws Exception {
    assertThat(putSettings("{").statusCode()).isEqualTo(400);
    assertThat(putSettings("").statusCode()).isEqualTo(400);
    assertThat(putSettings("[]").statusCode()).isEqualTo(400);
  }

  @Test
  void deletingSettingsRestoresTheInitialOnes() throws Exception {
    putSettings("{\"seed\":99,\"embedding_ms\":7}");

    provider.send(provider.request(SETTINGS).DELETE());

    assertThat(provider.simulator.settings()).isEqualTo(SimulatedProvider.FAST_SETTINGS);
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    HttpResponse<String> response = provider.send(provider.post(SETTINGS, "{}"));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET, PUT, DELETE");
  }

  @Test
  void statsCountCallsAndTokens() throws Exception {
    provider.messages(helloBody(true));
    provider.messages(helloBody(false));
    provider.messages("{}");

    JsonNode stats = json(provider.send(provider.request(STATS)).body());

    assertThat(stats.path("calls").asInt()).isEqualTo(3);
    assertThat(stats.path("finished").asInt()).isEqualTo(2);
    assertThat(stats.path("rejected").asInt()).isEqualTo(1);
    assertThat(stats.path("open").asInt()).isZero();
    assertThat(stats.path("input_tokens").asInt()).isEqualTo(4);
    assertThat(stats.at("/models/claude-sonnet-4-6/calls").asInt()).isEqualTo(2);
  }

  @Test
  void statsDescribeEachCall() throws Exception {
    String id = provider.messages(helloBody(true)).headers().firstValue("request-id").orElseThrow();

    JsonNode call = json(provider.send(provider.request(STATS)).body()).at("/recent/0");

    assertThat(call.path("request_id").asText()).isEqualTo(id);
    assertThat(call.path("model").asText()).isEqualTo(SimulatedProvider.MODEL);
    assertThat(call.path("ended").asText()).isEqualTo("finished");
    assertThat(call.path("started_at_ms").asLong()).isEqualTo(provider.clock.millis());
    assertThat(call.has("first_token_at_ms")).isTrue();
    assertThat(call.has("ended_at_ms")).isTrue();
  }

  @Test
  void deletingStatsClearsThem() throws Exception {
    provider.messages(helloBody(true));

    provider.send(provider.request(STATS).DELETE());

    assertThat(provider.simulator.stats().total().calls()).isZero();
    assertThat(provider.simulator.stats().recentCalls()).isEmpty();
  }

  @Test
  void theCacheCanBeCleared() throws Exception {
    String prompt =
        SimulatedProvider.messageBody(
            "'cache_control':{'type':'ephemeral'},'messages':[{'role':'user','content':'"
                + "word ".repeat(1_000)
                + "'}]");
    provider.messages(prompt);

    provider.send(provider.request("/simulator/cache").DELETE());

    assertThat(json(provider.messages(prompt).body()).at("/usage/cache_read_input_tokens").asInt())
        .isZero();
  }

  @Test
  void settingASeedRestartsCallNumbering() throws Exception {
    String first = text("What makes a good morning?");
    text("What makes a good morning?");
    putSettings("{\"seed\":1}");

    assertThat(text("What makes a good morning?")).isEqualTo(first);
  }

  private String text(String question) throws Exception {
    return json(provider
            .messages(
                SimulatedProvider.messageBody(
                    "'messages':[{'role':'user','content':'" + question + "'}]"))
            .body())
        .at("/content/0/text")
        .asText();
  }

  private HttpResponse<String> putSettings(String settings) throws Exception {
    return provider.send(
        provider.request(SETTINGS).PUT(HttpRequest.BodyPublishers.ofString(settings)));
  }
}
