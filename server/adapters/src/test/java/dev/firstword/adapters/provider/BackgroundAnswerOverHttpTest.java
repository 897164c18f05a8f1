package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Request;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.time.Clock;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer of the Responses API that continues at its provider when the connection is lost. */
final class BackgroundAnswerOverHttpTest {

  private static final String CREATED =
      event(0, "response.created", "\"response\":{\"id\":\"resp_1\",\"status\":\"queued\"}");
  private static final String HELLO = text(1, "Hello");
  private static final String THERE = text(2, " there");
  private static final String COMPLETED =
      event(3, "response.completed", "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}");

  private static final Script STOPPED =
      peer -> {
        peer.readRequest();
        peer.sendResponse(200, "connection: close\r\n", "{\"status\":\"cancelled\"}");
      };

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void isAskedForAndStored() throws Exception {
    try (ScriptedServer server = new ScriptedServer(sending(CREATED + HELLO + THERE + COMPLETED))) {
      open(server.uri());

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body())
          .contains("\"store\":true", "\"background\":true", "\"stream\":true");
    }
  }

  @Test
  void isResumedAfterTheLastWholeEvent() throws Exception {
    String half = THERE.substring(0, THERE.length() / 2);
    try (ScriptedServer server =
        new ScriptedServer(cutAfter(CREATED + HELLO + half), sending(THERE + COMPLETED))) {
      open(server.uri());

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("Hello there");
      Request resume = server.requests().getLast();
      assertThat(resume.line())
          .isEqualTo("GET /v1/responses/resp_1?stream=true&starting_after=1 HTTP/1.1");
      assertThat(resume.header("authorization")).isEqualTo("Bearer secret-key");
      assertThat(resume.header("content-length")).isEmpty();
    }
  }

  @Test
  void countsEachEventOnceThoughTheProviderRepeatsThem() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            cutAfter(CREATED + HELLO), sending(CREATED + HELLO + THERE + COMPLETED))) {
      open(server.uri());

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("Hello there");
    }
  }

  @Test
  void isResumedAgainAfterEachLossAndAfterErrorsThatPass() throws Exception {
    Script overloaded =
        peer -> {
          peer.readRequest();
          peer.sendResponse(503, "connection: close\r\n", "{}");
        };
    try (ScriptedServer server =
        new ScriptedServer(
            cutAfter(CREATED + HELLO), overloaded, cutAfter(THERE), sending(COMPLETED))) {
      open(server.uri());

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("Hello there");
      assertThat(server.requests()).hasSize(4);
      assertThat(server.requests().getLast().line()).contains("starting_after=2");
    }
  }

  @Test
  void isCutOffIfTheProviderDoesNotKnowItAnyMore() throws Exception {
    Script unknown =
        peer -> {
          peer.readRequest();
          peer.sendResponse(404, "connection: close\r\n", "{\"error\":{\"message\":\"?\"}}");
        };
    try (ScriptedServer server = new ScriptedServer(cutAfter(CREATED + HELLO), unknown)) {
      open(server.uri());

      assertThat(listener.awaitFailure()).isInstanceOf(Cut.class);
      assertThat(listener.text()).isEqualTo("Hello");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void isGivenUpAfterResumesThatBringNothing() throws Exception {
    try (ScriptedServer server = new ScriptedServer(cutAfter(CREATED + HELLO), cutAfter(""))) {
      open(server.uri());

      assertThat(listener.awaitFailure()).isInstanceOf(Cut.class);
      assertThat(server.requests()).hasSize(1 + ResumeBackoff.MAX_ATTEMPTS);
    }
  }

  @Test
  void endsWithItsConnectionUnlessTheProviderAnswersInTheBackground() throws Exception {
    try (ScriptedServer server = new ScriptedServer(cutAfter(CREATED + HELLO))) {
      ModelProvider provider = loop.provider(Dialect.RESPONSES, server.uri());
      loop.open(provider, listener);

      assertThat(listener.awaitFailure()).isInstanceOf(Cut.class);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body())
          .contains("\"store\":false")
          .doesNotContain("background");
    }
  }

  @Test
  void isStoppedAtTheProviderWhenItIsCancelled() throws Exception {
    Script writing =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(CREATED + HELLO);
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(writing, STOPPED)) {
      ModelCall call = open(server.uri());
      Awaitility.await().until(() -> listener.text().equals("Hello"));

      loop.cancel(call);

      server.peers().getFirst().closedNanos();
      Awaitility.await().until(() -> server.requests().size() == 2);
      assertThat(server.requests().getLast().line())
          .isEqualTo("POST /v1/responses/resp_1/cancel HTTP/1.1");
    }
  }

  @Test
  void isStoppedAsSoonAsItsIdIsKnown() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    Script late =
        peer -> {
          peer.readRequest();
          cancelled.await();
          peer.sendStreamHead().sendChunks(CREATED);
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(late, STOPPED)) {
      ModelCall call = open(server.uri());
      Awaitility.await().until(() -> server.requests().size() == 1);

      loop.cancel(call);
      cancelled.countDown();

      server.peers().getFirst().closedNanos();
      Awaitility.await().until(() -> server.requests().size() == 2);
      assertThat(server.requests().getLast().line())
          .isEqualTo("POST /v1/responses/resp_1/cancel HTTP/1.1");
      assertThat(listener.calls()).isEmpty();
    }
  }

  private ModelCall open(URI uri) {
    ProviderEndpoint endpoint =
        new ProviderEndpoint("it", Dialect.RESPONSES, uri, "secret-key", Map.of(), true, true);
    return loop.open(Providers.open(endpoint, loop.transport, Clock.system()), listener);
  }

  private static Script sending(String events) {
    return peer -> {
      peer.readRequest();
      peer.sendWholeStream(events);
    };
  }

  /** Closes the connection after some events, before the body ends. */
  private static Script cutAfter(String events) {
    return peer -> {
      peer.readRequest();
      peer.sendStreamHead();
      if (!events.isEmpty()) {
        peer.sendChunks(events);
      }
    };
  }

  private static String text(int sequence, String text) {
    return event(
        sequence, "response.output_text.delta", "\"output_index\":0,\"delta\":\"" + text + "\"");
  }

  private static String event(int sequence, String type, String fields) {
    return "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":%d,%s}\n\n"
        .formatted(type, type, sequence, fields);
  }
}
