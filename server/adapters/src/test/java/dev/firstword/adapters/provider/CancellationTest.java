package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.core.provider.Timeliness;
import dev.firstword.relay.client.TransportSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancelled call ends immediately in any state, for the provider as well. */
final class CancellationTest {

  private static final Script ANSWER =
      peer -> {
        while (true) {
          peer.readRequest();
          peer.sendWholeStream(AnthropicStreams.answer("answer"));
        }
      };

  private final LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS.withPool(1, 10));
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void closesTheConnectionBeforeTheResponseHead() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    Timeliness.assertTimely(() -> {
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
        await().until(() -> server.requests().size() == 1);
        return timeToClose(call, server);
      }
    });
    assertThat(listener.calls()).isEmpty();
  }

  @Test
  void closesTheConnectionMidStream() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("so far")).awaitClose();
        };
    Timeliness.assertTimely(() -> {
      RecordingListener heard = new RecordingListener();
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), heard);
        heard.awaitText();
        await().until(() -> heard.calls().getLast() instanceof ListenerCall.ReadComplete);
        Duration took = timeToClose(call, server);
        assertThat(heard.end()).isNull();
        return took;
      }
    });
  }

  @Test
  void closesTheConnectionDuringAnErrorResponse() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 500 No\r\ncontent-length: 500\r\n\r\n{").awaitClose();
        };
    Timeliness.assertTimely(() -> {
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
        await().until(() -> server.requests().size() == 1);
        return timeToClose(call, server);
      }
    });
    assertThat(listener.calls()).isEmpty();
  }

  @Test
  void sendsNothingWhenCancelledWhileConnecting() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      loop.onLoop(() -> {
        ModelCall call = provider.open(LoopFixture.request("cancelled"), listener);
        call.cancel();
        return call;
      });
      RecordingListener next = new RecordingListener();

      loop.open(provider, next);

      assertThat(next.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body()).doesNotContain("cancelled");
      assertThat(server.peers()).as("the connection serves the next call").hasSize(1);
      assertThat(listener.calls()).isEmpty();
    }
  }

  @Test
  void sendsNothingWhenCancelledWhileQueued() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    Script script =
        peer -> {
          peer.readRequest();
          mayAnswer.await();
          peer.sendWholeStream(AnthropicStreams.answer("first"));
          ANSWER.run(peer);
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      RecordingListener first = new RecordingListener();
      RecordingListener third = new RecordingListener();
      loop.open(provider, first);
      await().until(() -> server.requests().size() == 1);
      ModelCall second =
          loop.onLoop(() -> provider.open(LoopFixture.request("cancelled"), listener));
      loop.open(provider, third);

      loop.cancel(second);
      mayAnswer.countDown();

      assertThat(first.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(third.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests()).noneMatch(each -> each.body().contains("cancelled"));
      assertThat(listener.calls()).isEmpty();
    }
  }

  @Test
  void deliversNothingAfterCancelWithinARead() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("one", "two", "three"));
          peer.awaitClose();
        };
    AtomicReference<ModelCall> call = new AtomicReference<>();
    RecordingListener cancelling =
        new RecordingListener() {
          @Override
          public void onText(String text) {
            super.onText(text);
            call.get().cancel();
          }
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      loop.onLoop(() -> {
        call.set(provider.open(LoopFixture.request("?"), cancelling));
        return true;
      });

      server.awaitFirstPeer().closedNanos();

      assertThat(withoutReads(cancelling)).containsExactly(new ListenerCall.Text("one"));
    }
  }

  @Test
  void closesAConnectionThatDoesNotFinishItsResponse() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("answer")).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void cancelDoesNothingAfterTheEnd() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      ModelCall ended = loop.open(provider, listener);
      listener.awaitEnd();
      List<ListenerCall> before = listener.calls();
      RecordingListener next = new RecordingListener();

      loop.onLoop(() -> "the connection already belongs to the next call");
      loop.open(provider, next);
      loop.cancel(ended);
      loop.cancel(ended);

      assertThat(next.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.calls()).isEqualTo(before);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void closesTheConnectionWhenTheListenerThrows() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("so far")).awaitClose();
        };
    RecordingListener throwing =
        new RecordingListener() {
          @Override
          public void onText(String text) {
            throw new IllegalStateException("a fault of the listener's own");
          }
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      loop.context.exceptionHandler(expected -> {});
      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), throwing);

      server.awaitFirstPeer().closedNanos();
    }
  }

  private Duration timeToClose(ModelCall call, ScriptedServer server) throws InterruptedException {
    long before = System.nanoTime();
    loop.cancel(call);
    return Duration.ofNanos(server.peers().getFirst().closedNanos() - before);
  }

  private static List<ListenerCall> withoutReads(RecordingListener listener) {
    return listener.calls().stream()
        .filter(each -> !(each instanceof ListenerCall.ReadComplete))
        .toList();
  }
}
