package dev.firstword.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.RecordingListener.News;
import dev.firstword.provider.transport.TransportSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AnthropicOverHttpTest {

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void streamsAnAnswerOnTheCallersLoop() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("Hello", ", ", "world"));
          peer.endChunks().awaitClose();
        })) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
      News ending = listener.awaitEnding();

      assertThat(listener.text()).isEqualTo("Hello, world");
      assertThat(ending).isEqualTo(new News.End(FinishReason.STOP, new Usage(25, 15, 100, 2000)));
      assertThat(listener.threads()).containsOnly(loop.onLoop(Thread::currentThread));
      assertThat(server.requests().getFirst().line()).isEqualTo("POST /v1/messages HTTP/1.1");
      assertThat(server.requests().getFirst().header("x-api-key")).isEqualTo("secret-key");
      assertThat(server.requests().getFirst().header("anthropic-version")).isEqualTo("2023-06-01");
    }
  }
}
