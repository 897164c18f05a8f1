package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ScriptedServer;
import dev.firstword.core.provider.ScriptedServer.Peer;
import dev.firstword.core.provider.ScriptedServer.Script;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are pooled, limited, and not reused once they may be stale. */
final class ConnectionReuseTest {

  private static final Script ANSWER =
      peer -> {
        while (true) {
          answer(peer);
        }
      };

  private LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void reusesTheConnection() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      for (int i = 0; i < 5; i++) {
        awaitAnswer(open(server));
      }

      assertThat(server.peers()).hasSize(1);
      assertThat(server.requests()).hasSize(5);
    }
  }

  @Test
  void reportsColdConnections() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      awaitAnswer(open(server));
      awaitAnswer(open(server));

      assertThat(loop.coldOrigins).containsExactly("http://127.0.0.1:" + server.uri().getPort());
    }
  }

  @Test
  void reusesAConnectionAfterAnErrorResponse() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendResponse(529, "", "{}");
          ANSWER.run(peer);
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertThat(open(server).awaitEnd()).isInstanceOf(ListenerCall.Failure.class);
      loop.onLoop(() -> "the read that brought the end is over");
      awaitAnswer(open(server));

      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void doesNotReuseAClosingConnection() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendResponse(529, "connection: close\r\n", "{}").awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script, ANSWER)) {
      assertThat(open(server).awaitEnd()).isInstanceOf(ListenerCall.Failure.class);
      loop.onLoop(() -> "the read that brought the end is over");
      awaitAnswer(open(server));

      assertThat(server.peers()).hasSize(2);
    }
  }

  @Test
  void reconnectsAfterAnIdleConnectionWasClosed() throws Exception {
    CountDownLatch mayClose = new CountDownLatch(1);
    Script script =
        peer -> {
          answer(peer);
          mayClose.await();
        };
    try (ScriptedServer server = new ScriptedServer(script, ANSWER)) {
      awaitAnswer(open(server));
      mayClose.countDown();

      awaitAnswer(open(server));

      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void retriesWhenAPooledConnectionClosesDuringWrite() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(open(server));

      awaitAnswer(open(server));

      assertThat(server.peers()).hasSize(2);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void retriesWhenAPooledConnectionIsReset() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
          peer.reset();
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(open(server));

      awaitAnswer(open(server));

      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void retriesOnlyOnce() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
        };
    try (ScriptedServer server = new ScriptedServer(stale, Peer::readRequest)) {
      awaitAnswer(open(server));

      assertThat(open(server).awaitFailure()).isInstanceOf(Unreachable.class);

      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void doesNotRetryOnceTheResponseHasStarted() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
          peer.send("HTTP/1.1 200 OK\r\ncontent-");
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(open(server));

      assertThat(open(server).awaitFailure()).isInstanceOfAny(Unreachable.class, Malformed.class);

      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void closesIdleConnectionsAfterAStaleOne() throws Exception {
    CountDownLatch bothCalled = new CountDownLatch(2);
    Script stale =
        peer -> {
          peer.readRequest();
          bothCalled.countDown();
          bothCalled.await();
          peer.sendWholeStream(AnthropicStreams.answer("x"));
          peer.readRequest();
        };
    try (ScriptedServer server = new ScriptedServer(stale, stale, ANSWER)) {
      RecordingListener first = open(server);
      RecordingListener second = open(server);
      awaitAnswer(first);
      awaitAnswer(second);

      awaitAnswer(open(server));

      assertThat(server.peers()).hasSize(3);
      await().until(() -> server.peers().stream().anyMatch(Peer::isClosedByClient));
    }
  }

  @Test
  void closesAnIdleConnection() throws Exception {
    use(TransportSettings.DEFAULTS.withKeepAlive(Duration.ofMillis(100)));
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      awaitAnswer(open(server));

      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void preconnects() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      loop.onLoop(() -> {
        provider.preconnect();
        provider.preconnect();
        return true;
      });
      await().until(() -> server.peers().size() == 1);

      awaitAnswer(open(server));

      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void opensAConnectionPerConcurrentCall() throws Exception {
    int calls = 200;
    CountDownLatch allThere = new CountDownLatch(calls);
    Script script =
        peer -> {
          ScriptedServer.Request request = peer.readRequest();
          allThere.countDown();
          allThere.await();
          String question = request.body().replaceAll(".*call-([0-9]+).*", "$1");
          peer.sendStreamHead().sendChunks(AnthropicStreams.answer(question)).endChunks();
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      List<RecordingListener> listeners = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        RecordingListener listener = new RecordingListener();
        listeners.add(listener);
        String question = "call-" + i;
        loop.onLoop(() -> provider.open(LoopFixture.request(question), listener));
      }

      for (int i = 0; i < calls; i++) {
        assertThat(listeners.get(i).awaitEnd()).isInstanceOf(ListenerCall.End.class);
        assertThat(listeners.get(i).text()).isEqualTo(String.valueOf(i));
      }
    }
  }

  @Test
  void queuesCallsUpToTheLimit() throws Exception {
    use(TransportSettings.DEFAULTS.withPool(1, 1));
    CountDownLatch mayAnswer = new CountDownLatch(1);
    Script script =
        peer -> {
          peer.readRequest();
          mayAnswer.await();
          peer.sendWholeStream(AnthropicStreams.answer("x"));
          ANSWER.run(peer);
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RecordingListener served = open(server);
      await().until(() -> server.requests().size() == 1);
      RecordingListener waiting = open(server);
      RecordingListener tooMany = open(server);

      assertThat(tooMany.awaitFailure())
          .isEqualTo(new Unreachable("all connections are in use and the queue for one is full"));
      mayAnswer.countDown();
      assertThat(served.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(waiting.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void failsACallAtTheAcquireTimeout() throws Exception {
    use(TransportSettings.DEFAULTS.withPool(1, 5).withAcquireTimeout(Duration.ofMillis(100)));
    Script script =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      open(server);
      await().until(() -> server.requests().size() == 1);

      assertThat(open(server).awaitFailure())
          .isEqualTo(new Unreachable("no connection within 100 ms"));
    }
  }

  @Test
  void poolsConnectionsPerEventLoop() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      EventLoop otherLoop = loop.loops.all().getLast();
      for (int i = 0; i < 3; i++) {
        RecordingListener here = open(server);
        RecordingListener there = new RecordingListener();
        otherLoop.execute(() -> provider.open(LoopFixture.request("?"), there));
        awaitAnswer(here);
        awaitAnswer(there);
        threadOf(otherLoop);

        assertThat(here.threads()).containsOnly(loop.onLoop(Thread::currentThread));
        assertThat(there.threads()).containsOnly(threadOf(otherLoop));
        assertThat(threadOf(otherLoop)).isNotEqualTo(here.threads().getFirst());
      }

      assertThat(server.peers()).hasSize(2);
    }
  }

  /** Answers in one write, so that the end and the connection's release happen within one read. */
  private static void answer(Peer peer) throws IOException {
    peer.readRequest();
    peer.sendWholeStream(AnthropicStreams.answer("answer"));
  }

  /** Waits for the answer and for its connection to return to the pool. */
  private void awaitAnswer(RecordingListener listener) throws InterruptedException {
    assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    loop.onLoop(() -> "the read that brought the end is over");
  }

  /** Returns the thread of a loop after its pending tasks have run. */
  private static Thread threadOf(EventLoop loop) {
    return LoopFixture.on(loop, Thread::currentThread);
  }

  private void use(TransportSettings settings) {
    loop.close();
    loop = new LoopFixture(settings);
  }

  private RecordingListener open(ScriptedServer server) {
    RecordingListener listener = new RecordingListener();
    loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
    return listener;
  }
}
