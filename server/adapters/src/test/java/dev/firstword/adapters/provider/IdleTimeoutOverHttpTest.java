package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Overloaded;
import dev.firstword.relay.client.ProviderFailure.Silent;
import dev.firstword.relay.client.TransportSettings;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that sends no data for too long is abandoned. */
final class IdleTimeoutOverHttpTest {

  private static final Duration IDLE_TIMEOUT = Duration.ofMillis(300);

  private final LoopFixture loop =
      new LoopFixture(TransportSettings.DEFAULTS.withIdleTimeout(IDLE_TIMEOUT));

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void timesOutBeforeTheResponseHead() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertThat(failureOf(server))
          .isInstanceOfSatisfying(
              Silent.class,
              silent -> assertThat(silent.waited()).isGreaterThanOrEqualTo(IDLE_TIMEOUT));
      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void timesOutMidStream() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("so far")).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitFailure()).isInstanceOf(Silent.class);
      assertThat(listener.text()).isEqualTo("so far");
      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void classifiesAStatusWhoseBodyStalls() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 529 No\r\ncontent-length: 500\r\n\r\n{\"type\":").awaitClose();
        };

    try (ScriptedServer server = new ScriptedServer(script)) {
      assertThat(failureOf(server)).isEqualTo(new Overloaded(null, "HTTP 529"));
    }
  }

  @Test
  void toleratesASlowButActiveStream() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead();
          long until = System.nanoTime() + IDLE_TIMEOUT.multipliedBy(2).toNanos();
          while (System.nanoTime() < until) {
            peer.sendChunks(AnthropicStreams.PING);
            LockSupport.parkNanos(IDLE_TIMEOUT.dividedBy(10).toNanos());
          }
          peer.sendChunks(AnthropicStreams.answer("at last")).endChunks().awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener listener = new RecordingListener();

      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnd()).isInstanceOf(RecordingListener.ListenerCall.End.class);
    }
  }

  private ProviderFailure failureOf(ScriptedServer server) throws InterruptedException {
    RecordingListener listener = new RecordingListener();
    loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
    return listener.awaitFailure();
  }
}
