package dev.firstword.system;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CompatibleApiSettings;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Peer;
import dev.firstword.core.provider.ScriptedServer.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server with a model for each API that clients speak, all of one scripted provider. Lasts for a
 * test class.
 */
final class SameApiFixture implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  static final int MAX_TOKENS_LIMIT = 5_000;
  private static final Duration ANY = Duration.ofMillis(100);

  /** What every connection is answered with. */
  private volatile Answer answer = _ -> {};

  private final ScriptedServer provider =
      new ScriptedServer(peer -> {
        while (true) { // Until the client closes the connection.
          peer.readRequest();
          answer.send(peer);
        }
      });

  private final ServerFixture server =
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

  interface Answer {
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

    String path() {
      return path;
    }

    String model() {
      return model;
    }

    String request(String fields) {
      return request(model, fields);
    }

    String request(String model, String fields) {
      return "{%s \"%s\":[{\"role\":\"user\",\"content\":\"Hi\",\"new\":1.50}] , \"model\":\"%s\"}"
          .formatted(fields, conversation, model);
    }
  }

  private ProviderEndpoint endpoint(Api api, Dialect dialect) {
    return new ProviderEndpoint(
        api.name(), dialect, provider.uri(), ServerFixture.PROVIDER_KEY, Map.of());
  }

  private static CatalogueModelSettings model(Api api) {
    return new CatalogueModelSettings(api.model, api.name(), 1, ANY, ANY, 1_000);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server.beforeEach(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.afterEach(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server.afterAll(context);
    provider.close();
  }

  URI uri() {
    return server.firstword().uri();
  }

  /** Every request is answered like this from now on. */
  void answerWith(Answer next) {
    answer = next;
  }

  /** How many requests the provider has received. */
  int requests() {
    return provider.requests().size();
  }

  /** The newest request that the provider has received. */
  Request lastRequest() {
    return provider.requests().getLast();
  }

  Reply post(Api api, String body, String headers) {
    return Client.ofInventedProvider(uri(), headers).post(api.path, body);
  }
}
