package dev.firstword.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.RecordingListener.News;
import dev.firstword.provider.ScriptedServer.Script;
import dev.firstword.provider.transport.TransportSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancelled call is over at once, for the provider as well, in whatever state it was. */
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
  void closesTheConnectionDuringTheSilenceBeforeTheHead() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    Promptness.assertPrompt(() -> {
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
        await().until(() -> server.requests().size() == 1);
        return timeToClose(call, server);
      }
    });
    assertThat(listener.news()).isEmpty();
  }

  @Test
  void closesTheConnectionInMidStream() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.text("so far")).awaitClose();
        };
    Promptness.assertPrompt(() -> {
      RecordingListener heard = new RecordingListener();
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), heard);
        heard.awaitText();
        await().until(() -> heard.news().getLast() instanceof News.ReadComplete);
        Duration took = timeToClose(call, server);
        assertThat(heard.ending()).isNull();
        return took;
      }
    });
  }

  @Test
  void closesTheConnectionWhileARefusalIsRead() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.send("HTTP/1.1 500 No\r\ncontent-length: 500\r\n\r\n{").awaitClose();
        };
    Promptness.assertPrompt(() -> {
      try (ScriptedServer server = new ScriptedServer(script)) {
        ModelCall call = loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
        await().until(() -> server.requests().size() == 1);
        return timeToClose(call, server);
      }
    });
    assertThat(listener.news()).isEmpty();
  }

  @Test
  void sendsNothingWhenCancelledBeforeItIsConnected() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      loop.onLoop(() -> {
        ModelCall call = provider.open(LoopFixture.question("cancelled"), listener);
        call.cancel();
        return call;
      });
      RecordingListener next = new RecordingListener();

      loop.open(provider, next);

      assertThat(next.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body()).doesNotContain("cancelled");
      assertThat(server.peers()).as("the connection serves the next call").hasSize(1);
      assertThat(listener.news()).isEmpty();
    }
  }

  @Test
  void sendsNothingWhenCancelledWhileItWaitsForAConnection() throws Exception {
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
          loop.onLoop(() -> provider.open(LoopFixture.question("cancelled"), listener));
      loop.open(provider, third);

      loop.cancel(second);
      mayAnswer.countDown();

      assertThat(first.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(third.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests()).noneMatch(each -> each.body().contains("cancelled"));
      assertThat(listener.news()).isEmpty();
    }
  }

  @Test
  void hearsNothingOfWhatTheSameReadBroughtBesides() throws Exception {
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
        call.set(provider.open(LoopFixture.question("?"), cancelling));
        return true;
      });

      server.awaitFirstPeer().closedNanos();

      assertThat(withoutReads(cancelling)).containsExactly(new News.Text("one"));
    }
  }

  @Test
  void closesAConnectionThatDoesNotEndAfterItsAnswer() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer("answer")).awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);

      assertThat(listener.awaitEnding()).isInstanceOf(News.End.class);
      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void doesNothingOnAnEndedCall() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      ModelCall ended = loop.open(provider, listener);
      listener.awaitEnding();
      List<News> before = listener.news();
      RecordingListener next = new RecordingListener();

      loop.onLoop(() -> "the connection is the next call's by now");
      loop.open(provider, next);
      loop.cancel(ended);
      loop.cancel(ended);

      assertThat(next.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(listener.news()).isEqualTo(before);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void closesTheConnectionOfAListenerThatThrows() throws Exception {
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

  private static List<News> withoutReads(RecordingListener listener) {
    return listener.news().stream().filter(each -> !(each instanceof News.ReadComplete)).toList();
  }
}
