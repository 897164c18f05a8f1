package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.RateLimited;
import dev.firstword.relay.client.ProviderFailure.ServerError;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that succeed although no documentation describes them. */
final class UndocumentedAnswerOverHttpTest {

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  @AfterEach
  void close() {
    loop.close();
  }

  /** Nothing else would end the call before the idle timeout of two minutes. */
  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void endsAnAnswerAfterItsFinishReasonIfTheConnectionStaysOpen(DialectStreams streams)
      throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(streams.text("Hello"), streams.finish(streams.stop()))
              .awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = open(streams, server);

      assertEnd(listener, FinishReason.STOP);
      server.peers().getFirst().closedNanos();
    }
  }

  /** Keep-alives must not prolong the call. */
  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void endsAnAnswerAfterItsFinishReasonIfKeepAlivesFollow(DialectStreams streams) throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(streams.text("Hello"), streams.finish("length"));
          while (true) {
            peer.sendChunks(": keep-alive\n\n");
          }
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertEnd(open(streams, server), FinishReason.LENGTH);
    }
  }

  /** Some gateways write the finish reason of the whole answer into every event. */
  @ParameterizedTest
  @EnumSource(value = DialectStreams.class, names = "RESPONSES", mode = EnumSource.Mode.EXCLUDE)
  void readsTextThatFollowsAFinishReason(DialectStreams streams) throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(streams.text("Hel") + streams.finish("length"));
          peer.sendChunks(streams.text("lo") + streams.finish("length")).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertEnd(open(streams, server), FinishReason.LENGTH);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 203, 206})
  void readsAnAnswerUnderAnySuccessfulStatus(int status) throws Exception {
    for (DialectStreams streams : DialectStreams.values()) {
      String body = streams.text("Hello") + streams.finish("stop") + streams.end();
      Script script =
          peer -> {
            peer.readRequest();
            peer.sendResponse(status, "", body).awaitClose();
          };
      try (ScriptedServer server = new ScriptedServer(script)) {
        assertEnd(open(streams, server), FinishReason.STOP);
      }
    }
  }

  @Test
  void waitsForTheUsageAfterTheFinishReason() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(
                  DialectStreams.CHAT_COMPLETIONS.text("Hello"),
                  DialectStreams.CHAT_COMPLETIONS.finish("stop"));
          peer.sendChunks(
                  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,"
                      + "\"completion_tokens\":1}}\n\n")
              .awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = open(DialectStreams.CHAT_COMPLETIONS, server);

      assertThat(listener.awaitEnd())
          .isEqualTo(new ListenerCall.End(FinishReason.STOP, new Usage(3, 1, 0, 0)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/json", "application/octet-stream", "text/html", "x"})
  void readsAnEventStreamUnderAnyContentType(String type) throws Exception {
    for (DialectStreams streams : DialectStreams.values()) {
      String body = streams.text("Hello") + streams.finish("stop") + streams.end();

      assertEnd(respond(streams, "content-type: " + type + "\r\n", body), FinishReason.STOP);
    }
  }

  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void readsAnAnswerThatIsNotStreamed(DialectStreams streams) throws Exception {
    for (String type : new String[] {"application/json", "text/event-stream"}) {
      String body = streams.wholeAnswer("Hello", streams.stop());
      RecordingListener listener = respond(streams, "content-type: " + type + "\r\n", body);

      assertThat(listener.awaitEnd())
          .isEqualTo(new ListenerCall.End(FinishReason.STOP, new Usage(3, 2, 0, 0)));
      assertThat(listener.text()).isEqualTo("Hello");
    }
  }

  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void readsAnErrorUnderStatus200(DialectStreams streams) throws Exception {
    String json = "content-type: application/json\r\n";

    assertThat(respond(streams, json, "{\"error\":{\"type\":\"rate_limit_error\"}}").awaitFailure())
        .isInstanceOf(RateLimited.class);
    assertThat(respond(streams, json, "{\"error\":\"gone\"}").awaitFailure())
        .isInstanceOf(ServerError.class);
    assertThat(respond(streams, json, "{\"status\":\"fine\"}").awaitFailure())
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void asksForNoCompressionButReadsIt(DialectStreams streams) throws Exception {
    byte[] body = gzip(streams.text("Hello") + streams.finish("stop") + streams.end());
    Script script =
        peer -> {
          peer.readRequest();
          peer.send(
                  "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: "
                      + body.length
                      + "\r\n\r\n")
              .sendBytes(body)
              .awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertEnd(open(streams, server), FinishReason.STOP);
      assertThat(server.requests().getFirst().header("accept-encoding")).isEqualTo("identity");
    }
  }

  @ParameterizedTest
  @EnumSource(DialectStreams.class)
  void failsACompressionThatItCannotReadAsMalformed(DialectStreams streams) throws Exception {
    RecordingListener listener =
        respond(streams, "content-encoding: br\r\n", "\u001b\u0002\u0001\u0000");

    assertThat(listener.awaitFailure())
        .isEqualTo(new Malformed("the body is compressed in a way that cannot be read"));
  }

  private RecordingListener respond(DialectStreams streams, String headers, String body)
      throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendResponse(200, headers, body).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = open(streams, server);
      listener.awaitEnd();
      return listener;
    }
  }

  private RecordingListener open(DialectStreams streams, ScriptedServer server) {
    RecordingListener listener = new RecordingListener();
    Dialect dialect =
        switch (streams) {
          case MESSAGES -> Dialect.ANTHROPIC;
          case CHAT_COMPLETIONS -> Dialect.OPENAI;
          case RESPONSES -> Dialect.RESPONSES;
        };
    loop.open(loop.provider(dialect, server.uri()), listener);
    return listener;
  }

  private static void assertEnd(RecordingListener listener, FinishReason reason)
      throws InterruptedException {
    assertThat(listener.awaitEnd())
        .isInstanceOfSatisfying(
            ListenerCall.End.class, end -> assertThat(end.reason()).isEqualTo(reason));
    assertThat(listener.text()).isEqualTo("Hello");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return compressed.toByteArray();
  }
}
