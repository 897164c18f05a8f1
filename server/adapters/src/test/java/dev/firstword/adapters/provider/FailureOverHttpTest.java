package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.client.ProviderFailure.Unauthorized;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.testing.RefusingPort;
import dev.firstword.relay.time.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that can go wrong on the wire, and the resulting failure type. */
final class FailureOverHttpTest {

  private static final String CANARY = "canary-in-the-providers-text";

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  @AfterEach
  void close() {
    loop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "302, '', Rejected",
    "400, invalid_request_error, Rejected",
    "401, authentication_error, Unauthorized",
    "402, billing_error, Unauthorized",
    "403, permission_error, Unauthorized",
    "404, not_found_error, Rejected",
    "408, '', ServerError",
    "409, conflict_error, ServerError",
    "413, request_too_large, Rejected",
    "418, '', Rejected",
    "422, '', Rejected",
    "429, rate_limit_error, RateLimited",
    "500, api_error, ServerError",
    "502, '', ServerError",
    "503, '', Overloaded",
    "504, timeout_error, ServerError",
    "529, overloaded_error, Overloaded"
  })
  void classifiesAnthropicStatuses(int status, String type, String expected) throws Exception {
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"},\"request_id\":\"%s\"}"
            .formatted(type, CANARY, CANARY);

    ProviderFailure failure =
        failureOf(Dialect.ANTHROPIC, respond(status, "request-id: " + CANARY + "\r\n", body));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(failure.detail()).startsWith("HTTP " + status).contains(type);
    assertThat(failure.toString()).doesNotContain(CANARY).doesNotContain("secret-key");
  }

  @ParameterizedTest
  @CsvSource({
    "400, Rejected",
    "401, Unauthorized",
    "404, Rejected",
    "429, RateLimited",
    "500, ServerError",
    "503, Overloaded"
  })
  void classifiesOpenAiStatuses(int status, String expected) throws Exception {
    String body = "{\"error\":{\"message\":\"%s\",\"code\":\"%s\"}}".formatted(CANARY, CANARY);

    for (Dialect dialect : List.of(Dialect.OPENAI, Dialect.RESPONSES)) {
      ProviderFailure failure = failureOf(dialect, respond(status, "", body));

      assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
      assertThat(failure.toString()).doesNotContain(CANARY).doesNotContain("secret-key");
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void classifiesAStatusWithANonJsonBody(Dialect dialect) throws Exception {
    ProviderFailure failure = failureOf(dialect, respond(502, "", "<html>" + CANARY));

    assertThat(failure).isEqualTo(new ServerError(502, "HTTP 502"));
  }

  @Test
  void honorsRetryAfter() throws Exception {
    assertThat(failureOf(Dialect.ANTHROPIC, respond(429, "retry-after: 12\r\n", "{}")))
        .isEqualTo(new RateLimited(Duration.ofSeconds(12), "HTTP 429"));
    assertThat(failureOf(Dialect.ANTHROPIC, respond(529, "Retry-After: 3\r\n", "{}")))
        .isEqualTo(new Overloaded(Duration.ofSeconds(3), "HTTP 529"));
    assertThat(failureOf(Dialect.OPENAI, respond(429, "retry-after-ms: 250\r\n", "{}")))
        .isEqualTo(new RateLimited(Duration.ofMillis(250), "HTTP 429"));
  }

  @ParameterizedTest
  @CsvSource({
    "rate_limit_error, x, true",
    "rate_limit_error, This request would exceed your organization's rate limit., true",
    "rate_limit_exceeded, You exceeded your current quota of requests per minute., true",
    "'', '', true",
    "insufficient_quota, x, false",
    "billing_hard_limit_reached, x, false",
    "rate_limit_error, You have reached your specified API usage limits., false",
    "rate_limit_error, The monthly spend limit of this workspace is reached., false",
    "'', Insufficient balance, false"
  })
  void aLimitIsASpendCapOnlyIfTheErrorSaysSo(String code, String message, boolean isRateLimit)
      throws Exception {
    String body = "{\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);

    for (Dialect dialect : Dialect.values()) {
      RateLimited failure = (RateLimited) failureOf(dialect, respond(429, "", body));

      assertThat(failure.retryAfter()).isEqualTo(isRateLimit ? Duration.ofSeconds(1) : null);
    }
  }

  @Test
  void aSpendCapIsNotLiftedByWaiting() throws Exception {
    String spent = "{\"error\":{\"type\":\"insufficient_quota\",\"message\":\"x\"}}";

    assertThat(failureOf(Dialect.OPENAI, respond(429, "retry-after: 9\r\n", spent)))
        .isEqualTo(new RateLimited(null, "HTTP 429, the account's quota is spent"));
  }

  @Test
  void classifiesAStatusWithATruncatedBody() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 401 No\r\ncontent-length: 500\r\n\r\n{\"type\":\"error\",");
        };

    assertThat(failureOf(Dialect.ANTHROPIC, script)).isEqualTo(new Unauthorized("HTTP 401"));
  }

  @Test
  void limitsTheErrorBody() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n");
          while (true) {
            peer.sendChunks(CANARY.repeat(100));
          }
        };

    assertThat(failureOf(Dialect.ANTHROPIC, script)).isEqualTo(new ServerError(500, "HTTP 500"));
  }

  @Test
  void failsAnOkResponseThatIsNoEventStreamAsMalformed() throws Exception {
    ProviderFailure failure =
        failureOf(
            Dialect.OPENAI, respond(200, "content-type: text/html\r\n", "<p>" + CANARY + "</p>"));

    assertThat(failure).isEqualTo(new Malformed("HTTP 200, but not an event stream"));
  }

  @Test
  void failsAConnectionClosedBeforeTheHeadAsUnreachable() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {
      ProviderFailure failure = failureOf(Dialect.ANTHROPIC, server);

      assertThat(failure)
          .isEqualTo(new Unreachable("the connection was closed before the response began"));
      assertThat(server.requests()).as("a new connection is not tried again").hasSize(1);
    }
  }

  @Test
  void failsAConnectionResetBeforeTheHeadAsUnreachable() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.reset();
        };

    assertThat(failureOf(Dialect.ANTHROPIC, script)).isInstanceOf(Unreachable.class);
  }

  @Test
  void failsARefusedConnectionAsUnreachable() throws Exception {
    try (RefusingPort refusing = RefusingPort.open()) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, refusing.uri()), listener);

      assertThat(listener.awaitFailure()).isEqualTo(new Unreachable("the connection was refused"));
    }
  }

  @Test
  void failsATruncatedStreamAsCutAndKeepsItsText() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.START, AnthropicStreams.text("so far"));
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitFailure()).isInstanceOf(Cut.class);
      assertThat(listener.text()).isEqualTo("so far");
    }
  }

  @Test
  void failsAResponseThatEndsEarlyAsCut() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.START).endChunks().awaitClose();
        };

    assertThat(failureOf(Dialect.ANTHROPIC, script))
        .isEqualTo(new Cut("the stream ended without message_stop"));
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void closesUpstreamOnMalformedJson(Dialect dialect) throws Exception {
    String malformed = AnthropicStreams.event("content_block_delta", "{\"" + CANARY);
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(malformed.repeat(EventTranslator.MAX_SKIPPED_EVENTS + 1))
              .awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      ProviderFailure failure = failureOf(dialect, server);

      assertThat(failure).isInstanceOf(Malformed.class);
      assertThat(failure.toString()).doesNotContain(CANARY);
      server.peers().getFirst().closedNanos();
    }
  }

  /** Some events of the Responses API repeat the whole answer. */
  @ParameterizedTest
  @CsvSource({"ANTHROPIC, 262144", "OPENAI, 262144", "RESPONSES, 4194304"})
  void rejectsALargerEvent(Dialect dialect, int maxBytes) throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("x".repeat(maxBytes)));
          peer.awaitClose();
        };

    assertThat(failureOf(dialect, script))
        .isEqualTo(new Malformed("an event has more than " + maxBytes + " bytes"));
  }

  @Test
  void rejectsAnAnswerOverTheLimit() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead();
          while (true) {
            peer.sendChunks(AnthropicStreams.text("on and on"));
          }
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = new RecordingListener();
      ModelProvider provider =
          Providers.open(
              LoopFixture.endpoint(Dialect.ANTHROPIC, server.uri()),
              loop.transport,
              new ResponseLimits(10_000, 50_000, 1000),
              Clock.system());

      loop.open(provider, listener);

      assertThat(listener.awaitFailure())
          .isEqualTo(new Malformed("the answer has more than 50000 bytes"));
    }
  }

  @Test
  void failsInvalidHttpAsMalformed() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("SSH-2.0-" + CANARY + "\r\n\r\n").awaitClose();
        };

    ProviderFailure failure = failureOf(Dialect.ANTHROPIC, script);

    assertThat(failure).isEqualTo(new Malformed("the response is not valid HTTP"));
  }

  @Test
  void failsAnOversizedHeadAsMalformed() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 200 OK\r\nx: " + CANARY.repeat(10_000) + "\r\n\r\n").awaitClose();
        };

    assertThat(failureOf(Dialect.ANTHROPIC, script)).isInstanceOf(Malformed.class);
  }

  @Test
  void failsOpenCallsWhenTheTransportCloses() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("so far")).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = new RecordingListener();
      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
      listener.awaitText();

      loop.transport.close();

      assertThat(listener.awaitFailure()).isInstanceOf(Cut.class);
      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void failsACallOnAClosedTransport() throws Exception {
    RecordingListener listener = new RecordingListener();
    loop.transport.close();

    loop.open(loop.provider(Dialect.ANTHROPIC, URI.create("http://127.0.0.1:1")), listener);

    assertThat(listener.awaitFailure()).isInstanceOf(Unreachable.class);
  }

  @Test
  void opensOnlyOnAnEventLoop() {
    ModelProvider provider = loop.provider(Dialect.ANTHROPIC, URI.create("http://127.0.0.1:1"));

    assertThatThrownBy(() -> provider.open(LoopFixture.request("?"), new RecordingListener()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void revealsNoSecretInMessages() {
    ProviderEndpoint endpoint =
        LoopFixture.endpoint(Dialect.ANTHROPIC, URI.create("http://127.0.0.1:1"));

    assertThat(endpoint.toString()).doesNotContain("secret-key");
    assertThat(Providers.open(endpoint, loop.transport, Clock.system()).toString())
        .doesNotContain("secret-key");
  }

  private static Script respond(int status, String headers, String body) {
    return peer -> {
      peer.readRequest();
      peer.sendResponse(status, headers, body).awaitClose();
    };
  }

  private ProviderFailure failureOf(Dialect dialect, Script script) throws InterruptedException {
    try (ScriptedServer server = new ScriptedServer(script)) {
      return failureOf(dialect, server);
    }
  }

  private ProviderFailure failureOf(Dialect dialect, ScriptedServer server)
      throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    loop.open(loop.provider(dialect, server.uri()), listener);
    return listener.awaitFailure();
  }
}
