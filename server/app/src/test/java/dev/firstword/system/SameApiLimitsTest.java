package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.system.SameApiFixture.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client of an API and a model of the same one: what the server limits or refuses all the same,
 * and what it translates.
 */
final class SameApiLimitsTest {

  @RegisterExtension static final SameApiFixture SERVER = new SameApiFixture();

  @ParameterizedTest
  @CsvSource({
    "MESSAGES, max_tokens",
    "CHAT, max_tokens",
    "CHAT, max_completion_tokens",
    "RESPONSES, max_output_tokens"
  })
  void keepsToTheLimitOfTheServer(Api api, String field) {
    SERVER.answerWith(peer -> peer.sendWholeStream(api.events()));

    for (String tooMany : List.of("5001", "1e6", "99999999999")) {
      SERVER.post(api, api.request("\"stream\":true,\"" + field + "\":" + tooMany + ","), "");
      assertThat(Reply.json(SERVER.lastRequest().body()).path(field).asInt())
          .isEqualTo(SameApiFixture.MAX_TOKENS_LIMIT);
    }
  }

  @Test
  void neverHasTheProviderKeepAnAnswer() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.RESPONSES.events()));
    SERVER.post(Api.RESPONSES, Api.RESPONSES.request("\"stream\":true,\"store\":true,"), "");
    assertThat(Reply.json(SERVER.lastRequest().body()).path("store").asText()).isEqualTo("false");

    SERVER.answerWith(peer -> peer.sendWholeStream(Api.CHAT.events()));
    SERVER.post(Api.CHAT, Api.CHAT.request("\"stream\":true,\"store\":true,"), "");
    assertThat(Reply.json(SERVER.lastRequest().body()).path("store").asText()).isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource({"previous_response_id, \"resp_1\"", "prompt, {\"id\":\"p\"}"})
  void refusesWhatTheProviderKeepsForAllCallers(String field, String value) {
    int before = SERVER.requests();

    Reply reply =
        SERVER.post(Api.RESPONSES, Api.RESPONSES.request("\"%s\":%s,".formatted(field, value)), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains(field);
    assertThat(SERVER.requests()).isEqualTo(before);
  }

  /** Another reader of the body might take the other one. */
  @ParameterizedTest
  @ValueSource(strings = {"model", "mod\\u0065l", "max_tokens", "stream"})
  void refusesAFieldThatStandsThereTwice(String name) {
    int before = SERVER.requests();

    Reply reply =
        SERVER.post(
            Api.MESSAGES,
            Api.MESSAGES.request("\"max_tokens\":9,\"stream\":true,\"%s\":1,".formatted(name)),
            "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(SERVER.requests()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHAT | \"top_k\":5 | top_k",
        "CHAT | \"mcp_servers\":[{}] | mcp_servers",
        "RESPONSES | \"tools\":[{\"type\":\"web_search_20260209\",\"name\":\"w\"}] | tools[0].type"
      })
  void refusesForAModelOfAnotherApiWhatCannotBeTranslated(Api other, String field, String named) {
    int before = SERVER.requests();

    Reply reply = SERVER.post(Api.MESSAGES, Api.MESSAGES.request(other.model(), field + ","), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("message").asText()).contains('"' + named + '"');
    assertThat(SERVER.requests()).isEqualTo(before);
  }

  @Test
  void choosesAModelOfTheApiForWhatCannotBeTranslated() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.MESSAGES.events()));

    Reply reply =
        SERVER.post(Api.MESSAGES, Api.MESSAGES.request("auto", "\"stream\":true,\"top_k\":5,"), "");

    assertThat(reply.body()).isEqualTo(Api.MESSAGES.events());
    assertThat(SERVER.lastRequest().line()).contains(Api.MESSAGES.path());
  }

  /** No provider can read it. */
  @Test
  void translatesARequestWithAThoughtInAPackageOfThisServer() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.MESSAGES.events()));
    String thought =
        "{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"fw1_eyJtIjoib3RoZXIifQ\"}";
    String body =
        Api.MESSAGES
            .request("\"stream\":true,\"max_tokens\":9,")
            .replace(
                "\"messages\":[",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\","
                    + "\"content\":["
                    + thought
                    + ",{\"type\":\"text\",\"text\":\"Yes\"}]},");

    Reply reply = SERVER.post(Api.MESSAGES, body, "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(SERVER.lastRequest().body()).doesNotContain("fw1_");
  }
}
