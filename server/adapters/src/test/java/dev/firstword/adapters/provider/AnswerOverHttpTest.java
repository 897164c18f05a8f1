package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.responses.ResponsesStreams;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelActivity.ThoughtCompleted;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that succeed. */
final class AnswerOverHttpTest {

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void streamsAnAnthropicAnswerOnTheCallersLoop() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("Hello", ", ", "world"));
          peer.endChunks().awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnd())
          .isEqualTo(new ListenerCall.End(FinishReason.STOP, new Usage(25, 15, 100, 2000)));
      assertThat(listener.text()).isEqualTo("Hello, world");
      assertThat(listener.threads()).containsOnly(loop.onLoop(Thread::currentThread));
      ScriptedServer.Request request = server.requests().getFirst();
      assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
      assertThat(request.header("x-api-key")).isEqualTo("secret-key");
      assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
      assertThat(request.body()).contains("What is a first word?");
    }
  }

  @Test
  void streamsAnOpenAiAnswer() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(
                  "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n",
                  "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
                  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,"
                      + "\"completion_tokens\":1}}\n\n",
                  "data: [DONE]\n\n");
          peer.endChunks().awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.OPENAI, server.uri()), listener);

      assertThat(listener.awaitEnd())
          .isEqualTo(new ListenerCall.End(FinishReason.STOP, new Usage(3, 1, 0, 0)));
      assertThat(listener.text()).isEqualTo("Hello");
      assertThat(server.requests().getFirst().line())
          .isEqualTo("POST /v1/chat/completions HTTP/1.1");
      assertThat(server.requests().getFirst().header("authorization"))
          .isEqualTo("Bearer secret-key");
    }
  }

  @Test
  void streamsAResponsesAnswer() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(
                  ResponsesStreams.CREATED,
                  ResponsesStreams.text("Hello"),
                  ResponsesStreams.completed());
          peer.endChunks().awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.RESPONSES, server.uri()), listener);

      assertThat(listener.awaitEnd())
          .isEqualTo(
              new ListenerCall.End(
                  FinishReason.STOP, new Usage(80, 300, 6, 1920).withThinkingTokens(240)));
      assertThat(listener.text()).isEqualTo("Hello");
      ScriptedServer.Request request = server.requests().getFirst();
      assertThat(request.line()).isEqualTo("POST /v1/responses HTTP/1.1");
      assertThat(request.header("authorization")).isEqualTo("Bearer secret-key");
      assertThat(request.body()).contains("What is a first word?", "\"store\":false");
    }
  }

  /** The model that was asked, not the one that the provider names, gets its thoughts back. */
  @Test
  void marksAThoughtWithTheModelThatWasAsked() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendWholeStream(
              ResponsesStreams.CREATED
                  + ResponsesStreams.encryptedReasoning("rs_1", "cipher")
                  + ResponsesStreams.completed());
          peer.awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.RESPONSES, server.uri()), listener);

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.calls())
          .contains(
              new ListenerCall.Activity(
                  new ThoughtCompleted(new Thought("some-model", "", "rs_1", "cipher"))));
    }
  }

  @Test
  void reportsReadCompleteOncePerRead() throws Exception {
    CountDownLatch firstReadHeard = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendStreamHead()
              .sendChunks(
                  AnthropicStreams.START,
                  AnthropicStreams.text("a"),
                  AnthropicStreams.text("b"),
                  AnthropicStreams.text("c"));
          firstReadHeard.await();
          peer.sendChunks(AnthropicStreams.text("d"), AnthropicStreams.text("e"));
          peer.awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();
      ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
      await().until(() -> listener.text().equals("abc"));
      await().until(() -> listener.calls().getLast() instanceof ListenerCall.ReadComplete);
      firstReadHeard.countDown();
      await().until(() -> listener.calls().size() >= 7);
      loop.cancel(call);

      List<ListenerCall> news = listener.calls();

      // The head may arrive in a separate read, which delivers no text.
      assertThat(news.subList(news.indexOf(new ListenerCall.Text("a")), news.size()))
          .containsExactly(
              new ListenerCall.Text("a"),
              new ListenerCall.Text("b"),
              new ListenerCall.Text("c"),
              new ListenerCall.ReadComplete(),
              new ListenerCall.Text("d"),
              new ListenerCall.Text("e"),
              new ListenerCall.ReadComplete());
    }
  }

  @Test
  void waitsForASlowResponseHead() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          mayAnswer.await();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("late")).endChunks();
          peer.awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();
      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
      await().until(() -> server.requests().size() == 1);
      assertThat(listener.calls()).isEmpty();

      mayAnswer.countDown();

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("late");
    }
  }

  @Test
  void readsABodyDelimitedByConnectionClose() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
          peer.send(AnthropicStreams.answer("to the end"));
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("to the end");
    }
  }

  @Test
  void readsAnAnswerSplitAtEveryByte() throws Exception {
    String answer = AnthropicStreams.answer("é", "😀 and", " more");
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: "
                  + answer.getBytes(StandardCharsets.UTF_8).length
                  + "\r\n\r\n");
          peer.sendByteByByte(answer);
          peer.awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("é😀 and more");
    }
  }
}
