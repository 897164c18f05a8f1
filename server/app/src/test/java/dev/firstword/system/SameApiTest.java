package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ScriptedServer.Request;
import dev.firstword.system.SameApiFixture.Answer;
import dev.firstword.system.SameApiFixture.Api;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client of an API and a model of the same one: what this server does not know passes through it
 * unchanged, in both directions.
 */
final class SameApiTest {

  private static final String HEADERS = "Content-Type: application/json\r\nConnection: close\r\n";

  @RegisterExtension static final SameApiFixture SERVER = new SameApiFixture();

  @ParameterizedTest
  @EnumSource
  void passesOnEventsByteForByte(Api api) {
    SERVER.answerWith(peer -> peer.sendWholeStream(api.events()));

    Reply reply = SERVER.post(api, api.request("\"stream\":true,"), "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type").orElseThrow()).startsWith("text/event-stream");
    assertThat(reply.body()).isEqualTo(api.events());
  }

  @ParameterizedTest
  @EnumSource
  void passesOnADocumentByteForByte(Api api) {
    SERVER.answerWith(
        peer -> peer.sendResponse(200, "content-type: application/json\r\n", api.document()));

    Reply reply = SERVER.post(api, api.request(""), "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(api.document());
    assertThat(reply.header("firstword-ignored-fields")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sendsTheClientsRequestUnchanged(Api api) {
    SERVER.answerWith(peer -> peer.sendWholeStream(api.events()));
    String store = api == Api.RESPONSES ? "\"store\":false," : "";
    String fields =
        "\"stream\" : true, \"hologram\":{\"size\":1.50E+2},"
            + " \"tools\":[{\"type\":\"server_tool_2027\",\"name\":\"x\"}],\n";

    SERVER.post(api, api.request(fields), "");

    assertThat(SERVER.lastRequest().body())
        .isEqualTo("{" + store + api.request(fields).substring(1));
  }

  @Test
  void namesTheModelThatAnAliasStandsFor() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.MESSAGES.events()));

    SERVER.post(Api.MESSAGES, Api.MESSAGES.request("alias", "\"stream\":true,"), "");

    assertThat(SERVER.lastRequest().body()).isEqualTo(Api.MESSAGES.request("\"stream\":true,"));
  }

  @Test
  void passesOnVersionsAndFeaturesButNoCredentials() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.MESSAGES.events()));

    Reply reply =
        SERVER.post(
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

    Request request = SERVER.lastRequest();
    assertThat(request.header("anthropic-beta")).isEqualTo("hologram-2027-01-01,other");
    assertThat(request.header("anthropic-version")).isEqualTo("2026-10-21");
    assertThat(request.header("x-api-key")).isEqualTo(ServerFixture.PROVIDER_KEY);
    assertThat(request.head())
        .doesNotContain("the-callers-own", "cookie", "evil.example", "org-other");
  }

  @Test
  void passesOnTheFeaturesOfOpenAi() {
    SERVER.answerWith(peer -> peer.sendWholeStream(Api.RESPONSES.events()));

    SERVER.post(
        Api.RESPONSES, Api.RESPONSES.request("\"stream\":true,"), "OpenAI-Beta: holograms=v1\r\n");

    assertThat(SERVER.lastRequest().header("openai-beta")).isEqualTo("holograms=v1");
  }

  @ParameterizedTest
  @EnumSource
  void passesOnWhatTheProviderSaysAboutTheRequest(Api api) {
    String error = "{\"error\":{\"message\":\"hologram: too large\", \"type\":\"x\",\"n\":1.50}}";
    SERVER.answerWith(peer -> peer.sendResponse(400, "content-type: application/json\r\n", error));

    Reply reply = SERVER.post(api, api.request("\"stream\":true,\"hologram\":1,"), "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo(error);
    assertThat(reply.header("request-id").orElseThrow()).startsWith("req_");
  }

  @ParameterizedTest
  @EnumSource
  void keepsToItselfWhatTheProviderSaysAboutTheServersKey(Api api) {
    SERVER.answerWith(peer ->
        peer.sendResponse(
            401,
            "content-type: application/json\r\n",
            "{\"error\":{\"message\":\"bad key " + ServerFixture.PROVIDER_KEY + "\"}}"));

    Reply reply = SERVER.post(api, api.request("\"stream\":true,"), "");

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

  /** Returns the body of an answer whose provider continues like this after its first word. */
  private static String receive(Api api, Answer rest) throws IOException {
    String begin = api.events().substring(0, api.events().indexOf("Hi"));
    String word = begin + api.events().substring(begin.length()).split("\n\n", 2)[0] + "\n\n";
    CountDownLatch wordArrived = new CountDownLatch(1);
    SERVER.answerWith(peer -> {
      peer.sendStreamHead().sendChunks(word);
      assertThat(wordArrived.await(10, TimeUnit.SECONDS)).isTrue();
      rest.send(peer);
    });
    try (RawConnection connection = RawConnection.open(SERVER.uri())) {
      byte[] body = api.request("\"stream\":true,").getBytes(StandardCharsets.UTF_8);
      assertThat(connection.request("POST", api.path(), HEADERS, body).readHead().status())
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
    SERVER.answerWith(peer -> peer.sendWholeStream(blocks));
    String tools = "\"stream\":true,\"tools\":[{\"type\":\"web_search_20260209\",\"name\":\"w\"}],";
    assertThat(SERVER.post(Api.MESSAGES, Api.MESSAGES.request(tools), "").body()).isEqualTo(blocks);

    String handedBack =
        Api.MESSAGES
            .request(tools)
            .replace(
                "] , \"model\"",
                ",{\"role\":\"assistant\",\"content\":[{\"type\":\"server_tool_use\","
                    + "\"id\":\"srvtoolu_1\"},{\"type\":\"web_search_tool_result\"}]}] , \"model\"");
    SERVER.post(Api.MESSAGES, handedBack, "");

    assertThat(SERVER.lastRequest().body()).isEqualTo(handedBack);
  }
}
