package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CompatibleApiSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Peer;
import dev.firstword.core.provider.ScriptedServer.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client of an API and a model of the same one: what this server does not know passes through it
 * unchanged, in both directions.
 */
final class SameApiTest {

  private static final Duration ANY = Duration.ofMillis(100);
  private static final int MAX_TOKENS_LIMIT = 5_000;
  private static final String HEADERS = "Content-Type: application/json\r\nConnection: close\r\n";

  /** What every connection is answered with. */
  private static volatile Answer answer = peer -> {};

  private static final ScriptedServer PROVIDER =
      new ScriptedServer(peer -> {
        while (true) { // Until the client closes the connection.
          peer.readRequest();
          answer.send(peer);
        }
      });

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings
                  .providers(
                      List.of(
                          endpoint(Api.MESSAGES, Dialect.ANTHROPIC),
                          endpoint(Api.CHAT, Dialect.OPENAI),
                          endpoint(Api.RESPONSES, Dialect.RESPONSES)))
                  .models(List.of(model(Api.MESSAGES), model(Api.CHAT), model(Api.RESPONSES)))
                  .profiles(List.of())
                  .compatibleApis(
                      new CompatibleApiSettings(
                          Map.of("alias", Api.MESSAGES.model), 1_000, MAX_TOKENS_LIMIT)));

  private interface Answer {
    void send(Peer peer) throws IOException, InterruptedException;
  }

  enum Api {
    MESSAGES("/v1/messages", "messages"),
    CHAT("/v1/chat/completions", "messages"),
    RESPONSES("/v1/responses", "input");

    private final String path;
    private final String conversation;
    private final String model = name().toLowerCase(Locale.ROOT) + "-model";

    Api(String path, String conversation) {
      this.path = path;
      this.conversation = conversation;
    }

    /** Events that only an unknown version of the API has, around a word. */
    String events() {
      return switch (this) {
        case MESSAGES ->
            AnthropicStreams.START
                + "event: hologram\ndata: {\"type\":\"hologram\",\"x\":1.50}\n\n"
                + ": comment\r\n\r\n"
                + AnthropicStreams.text("Hi")
                + AnthropicStreams.messageDelta("end_turn", 2)
                + AnthropicStreams.STOP;
        case CHAT ->
            String.join(
                "\n\n",
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"hologram\":[1.50]}}]}",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "data: [DONE]",
                "");
        case RESPONSES ->
            "event: response.hologram\ndata: {\"type\":\"response.hologram\",\"x\":1.50}\n\n"
                + "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n"
                + "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}"
                + "\n\n";
      };
    }

    /** An answer in one piece, with a field that only an unknown version of the API has. */
    String document() {
      return switch (this) {
        case MESSAGES ->
            "{ \"type\":\"message\",\"model\":\"its own name\",\"content\":[{\"type\":\"hologram\","
                + "\"x\":1.50}],\"stop_reason\":\"end_turn\",\"new\":null}";
        case CHAT ->
            "{ \"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"content\":"
                + "\"Hi\",\"new\":1.50},\"finish_reason\":\"stop\"}]}";
        case RESPONSES ->
            "{ \"object\":\"response\",\"status\":\"completed\",\"output\":[{\"type\":\"hologram\","
                + "\"x\":1.50}]}";
      };
    }

    String request(String fields) {
      return request(model, fields);
    }

    String request(String model, String fields) {
      return "{%s \"%s\":[{\"role\":\"user\",\"content\":\"Hi\",\"new\":1.50}] , \"model\":\"%s\"}"
          .formatted(fields, conversation, model);
    }
  }

  private static ProviderEndpoint endpoint(Api api, Dialect dialect) {
    return new ProviderEndpoint(
        api.name(), dialect, PROVIDER.uri(), ServerFixture.PROVIDER_KEY, Map.of());
  }

  private static Settings.ModelSettings model(Api api) {
    return new Settings.ModelSettings(api.model, api.name(), 1, ANY, ANY, 1_000);
  }

  @AfterAll
  static void close() {
    PROVIDER.close();
  }

  @ParameterizedTest
  @EnumSource
  void passesOnEventsByteForByte(Api api) {
    answer = peer -> peer.sendWholeStream(api.events());

    Reply reply = post(api, api.request("\"stream\":true,"), "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type").orElseThrow()).startsWith("text/event-stream");
    assertThat(reply.body()).isEqualTo(api.events());
  }

  @ParameterizedTest
  @EnumSource
  void passesOnADocumentByteForByte(Api api) {
    answer = peer -> peer.sendResponse(200, "content-type: application/json\r\n", api.document());

    Reply reply = post(api, api.request(""), "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(api.document());
    assertThat(reply.header("firstword-ignored-fields")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheClientsRequestUnchanged(Api api) {
    answer = peer -> peer.sendWholeStream(api.events());
    String store = api == Api.RESPONSES ? "\"store\":false," : "";
    String fields =
        "\"stream\" : true, \"hologram\":{\"size\":1.50E+2},"
            + " \"tools\":[{\"type\":\"server_tool_2027\",\"name\":\"x\"}],\n";

    post(api, api.request(fields), "");

    assertThat(lastRequest().body()).isEqualTo("{" + store + api.request(fields).substring(1));
  }

  @Test
  void namesTheModelThatAnAliasStandsFor() {
    answer = peer -> peer.sendWholeStream(Api.MESSAGES.events());

    post(Api.MESSAGES, Api.MESSAGES.request("alias", "\"stream\":true,"), "");

    assertThat(lastRequest().body()).isEqualTo(Api.MESSAGES.request("\"stream\":true,"));
  }

  @Test
  void passesOnVersionsAndFeaturesButNoCredentials() {
    answer = peer -> peer.sendWholeStream(Api.MESSAGES.events());

    Reply reply =
        post(
            Api.MESSAGES,
            Api.MESSAGES.request("\"stream\":true,"),
            String.join(
                "\r\n",
                "anthropic-beta: hologram-2027-01-01,other",
                "anthropic-version: 2026-10-21",
                "x-api-key: the-callers-own",
                "cookie: a=b",
                "x-forwarded-host: evil.example",
                "openai-organization: org-other",
                ""));
    assertThat(reply.status()).isEqualTo(200);

    Request request = lastRequest();
    assertThat(request.header("anthropic-beta")).isEqualTo("hologram-2027-01-01,other");
    assertThat(request.header("anthropic-version")).isEqualTo("2026-10-21");
    assertThat(request.header("x-api-key")).isEqualTo(ServerFixture.PROVIDER_KEY);
    assertThat(request.head())
        .doesNotContain("the-callers-own", "cookie", "evil.example", "org-other");
  }

  @Test
  void passesOnTheFeaturesOfOpenAi() {
    answer = peer -> peer.sendWholeStream(Api.RESPONSES.events());

    post(Api.RESPONSES, Api.RESPONSES.request("\"stream\":true,"), "OpenAI-Beta: holograms=v1\r\n");

    assertThat(lastRequest().header("openai-beta")).isEqualTo("holograms=v1");
  }

  @ParameterizedTest
  @CsvSource({
    "MESSAGES, max_tokens",
    "CHAT, max_tokens",
    "CHAT, max_completion_tokens",
    "RESPONSES, max_output_tokens"
  })
  void keepsToTheLimitOfTheServer(Api api, String field) {
    answer = peer -> peer.sendWholeStream(api.events());

    for (String tooMany : List.of("5001", "1e6", "99999999999")) {
      post(api, api.request("\"stream\":true,\"" + field + "\":" + tooMany + ","), "");
      assertThat(Reply.json(lastRequest().body()).path(field).asInt()).isEqualTo(MAX_TOKENS_LIMIT);
    }
  }

  @Test
  void neverHasTheProviderKeepAnAnswer() {
    answer = peer -> peer.sendWholeStream(Api.RESPONSES.events());
    post(Api.RESPONSES, Api.RESPONSES.request("\"stream\":true,\"store\":true,"), "");
    assertThat(Reply.json(lastRequest().body()).path("store").asText()).isEqualTo("false");

    answer = peer -> peer.sendWholeStream(Api.CHAT.events());
    post(Api.CHAT, Api.CHAT.request("\"stream\":true,\"store\":true,"), "");
    assertThat(Reply.json(lastRequest().body()).path("store").asText()).isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource({"previous_response_id, \"resp_1\"", "prompt, {\"id\":\"p\"}"})
  void refusesWhatTheProviderKeepsForAllCallers(String field, String value) {
    int before = PROVIDER.requests().size();

    Reply reply =
        post(Api.RESPONSES, Api.RESPONSES.request("\"%s\":%s,".formatted(field, value)), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains(field);
    assertThat(PROVIDER.requests()).hasSize(before);
  }

  /** Another reader of the body might take the other one. */
  @ParameterizedTest
  @ValueSource(strings = {"model", "mod\\u0065l", "max_tokens", "stream"})
  void refusesAFieldThatStandsThereTwice(String name) {
    int before = PROVIDER.requests().size();

    Reply reply =
        post(
            Api.MESSAGES,
            Api.MESSAGES.request("\"max_tokens\":9,\"stream\":true,\"%s\":1,".formatted(name)),
            "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(PROVIDER.requests()).hasSize(before);
  }

  @ParameterizedTest
  @EnumSource
  void passesOnWhatTheProviderSaysAboutTheRequest(Api api) {
    String error = "{\"error\":{\"message\":\"hologram: too large\", \"type\":\"x\",\"n\":1.50}}";
    answer = peer -> peer.sendResponse(400, "content-type: application/json\r\n", error);

    Reply reply = post(api, api.request("\"stream\":true,\"hologram\":1,"), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo(error);
    assertThat(reply.header("request-id").orElseThrow()).startsWith("req_");
  }

  @ParameterizedTest
  @EnumSource
  void keepsToItselfWhatTheProviderSaysAboutTheServersKey(Api api) {
    answer =
        peer ->
            peer.sendResponse(
                401,
                "content-type: application/json\r\n",
                "{\"error\":{\"message\":\"bad key " + ServerFixture.PROVIDER_KEY + "\"}}");

    Reply reply = post(api, api.request("\"stream\":true,"), "");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain(ServerFixture.PROVIDER_KEY);
  }

  @ParameterizedTest
  @EnumSource
  void passesOnTheProvidersErrorInMidStreamOnce(Api api) throws IOException {
    String error =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
            + "\"message\":\"theirs\"}}\n\n";

    String received = receive(api, peer -> peer.sendChunks(error).endChunks());

    assertThat(received).contains("Hi", "\"theirs\"");
    assertThat(received.split("\"error\":", -1)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void addsItsOwnErrorToAStreamThatIsCut(Api api) throws IOException {
    String received =
        receive(
            api,
            peer -> {
              peer.sendChunks("data: {\"half");
              peer.close();
            });

    assertThat(received).contains("Hi", "\"error\"").doesNotContain("{\"half");
  }

  /** Returns the body of an answer whose provider goes on like this after its first word. */
  private static String receive(Api api, Answer rest) throws IOException {
    String begin = api.events().substring(0, api.events().indexOf("Hi"));
    String word = begin + api.events().substring(begin.length()).split("\n\n", 2)[0] + "\n\n";
    CountDownLatch wordArrived = new CountDownLatch(1);
    answer =
        peer -> {
          peer.sendStreamHead().sendChunks(word);
          assertThat(wordArrived.await(10, TimeUnit.SECONDS)).isTrue();
          rest.send(peer);
        };
    try (RawConnection connection = RawConnection.open(SERVER.firstword().uri())) {
      byte[] body = api.request("\"stream\":true,").getBytes(StandardCharsets.UTF_8);
      assertThat(connection.request("POST", api.path, HEADERS, body).readHead().status())
          .isEqualTo(200);
      wordArrived.countDown();
      return connection.readUntilClosed();
    }
  }

  /** The provider runs the tool; its blocks come and go as they are. */
  @Test
  void makesARoundTripWithAToolOfTheProvider() {
    String blocks =
        AnthropicStreams.START
            + AnthropicStreams.event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":"
                    + "\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\","
                    + "\"input\":{}}}")
            + AnthropicStreams.event(
                "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
            + AnthropicStreams.event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":"
                    + "\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":"
                    + "[{\"type\":\"web_search_result\",\"encrypted_content\":\"Eo8B==\"}]}}")
            + AnthropicStreams.event(
                "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":1}")
            + AnthropicStreams.messageDelta("pause_turn", 2)
            + AnthropicStreams.STOP;
    answer = peer -> peer.sendWholeStream(blocks);
    String tools = "\"stream\":true,\"tools\":[{\"type\":\"web_search_20260209\",\"name\":\"w\"}],";
    assertThat(post(Api.MESSAGES, Api.MESSAGES.request(tools), "").body()).isEqualTo(blocks);

    String handedBack =
        Api.MESSAGES
            .request(tools)
            .replace(
                "] , \"model\"",
                ",{\"role\":\"assistant\",\"content\":[{\"type\":\"server_tool_use\","
                    + "\"id\":\"srvtoolu_1\"},{\"type\":\"web_search_tool_result\"}]}] , \"model\"");
    post(Api.MESSAGES, handedBack, "");

    assertThat(lastRequest().body()).isEqualTo(handedBack);
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
    int before = PROVIDER.requests().size();

    Reply reply = post(Api.MESSAGES, Api.MESSAGES.request(other.model, field + ","), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("message").asText()).contains('"' + named + '"');
    assertThat(PROVIDER.requests()).hasSize(before);
  }

  @Test
  void choosesAModelOfTheApiForWhatCannotBeTranslated() {
    answer = peer -> peer.sendWholeStream(Api.MESSAGES.events());

    Reply reply =
        post(Api.MESSAGES, Api.MESSAGES.request("auto", "\"stream\":true,\"top_k\":5,"), "");

    assertThat(reply.body()).isEqualTo(Api.MESSAGES.events());
    assertThat(lastRequest().line()).contains(Api.MESSAGES.path);
  }

  /** No provider can read it. */
  @Test
  void translatesARequestWithAThoughtInAPackageOfThisServer() {
    answer = peer -> peer.sendWholeStream(Api.MESSAGES.events());
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

    Reply reply = post(Api.MESSAGES, body, "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(lastRequest().body()).doesNotContain("fw1_");
  }

  private static Request lastRequest() {
    return PROVIDER.requests().getLast();
  }

  private static Reply post(Api api, String body, String headers) {
    return Client.ofInventedProvider(SERVER.firstword().uri(), headers).post(api.path, body);
  }
}
