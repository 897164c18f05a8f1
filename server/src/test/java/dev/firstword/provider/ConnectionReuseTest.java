package dev.firstword.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.provider.ProviderEndpoint.Dialect;
import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.ProviderFailure.Unreachable;
import dev.firstword.provider.RecordingListener.News;
import dev.firstword.provider.ScriptedServer.Peer;
import dev.firstword.provider.ScriptedServer.Script;
import dev.firstword.provider.transport.TransportSettings;
import io.vertx.core.Context;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are kept, shared out within bounds, and not trusted further than they should be. */
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
  void sendsTheNextCallOverTheSameConnection() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      for (int i = 0; i < 5; i++) {
        awaitAnswer(call(server));
      }

      assertThat(server.peers()).hasSize(1);
      assertThat(server.requests()).hasSize(5);
    }
  }

  @Test
  void tellsOfTheCallThatHadToWaitForItsConnectionToBeMade() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      awaitAnswer(call(server));
      awaitAnswer(call(server));

      assertThat(loop.cold).containsExactly("http://127.0.0.1:" + server.uri().getPort());
    }
  }

  @Test
  void reusesAConnectionAfterARefusal() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendResponse(529, "", "{}");
          ANSWER.run(peer);
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertThat(call(server).awaitEnding()).isInstanceOf(News.Failure.class);
      loop.onLoop(() -> "the read that brought the end is over");
      awaitAnswer(call(server));

      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void doesNotReuseAConnectionThatThePeerWillClose() throws Exception {
    Script script =
        peer -> {
          peer.readRequest();
          peer.sendResponse(529, "connection: close\r\n", "{}").awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script, ANSWER)) {
      assertThat(call(server).awaitEnding()).isInstanceOf(News.Failure.class);
      loop.onLoop(() -> "the read that brought the end is over");
      awaitAnswer(call(server));

      assertThat(server.peers()).hasSize(2);
    }
  }

  @Test
  void connectsAnewAfterThePeerHasClosedAnIdleConnection() throws Exception {
    CountDownLatch mayClose = new CountDownLatch(1);
    Script script =
        peer -> {
          answer(peer);
          mayClose.await();
        };
    try (ScriptedServer server = new ScriptedServer(script, ANSWER)) {
      awaitAnswer(call(server));
      mayClose.countDown();

      awaitAnswer(call(server));

      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void sendsOnceMoreWhenAPooledConnectionClosesAsItIsWrittenTo() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(call(server));

      awaitAnswer(call(server));

      assertThat(server.peers()).hasSize(2);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void sendsOnceMoreWhenAPooledConnectionIsReset() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
          peer.reset();
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(call(server));

      awaitAnswer(call(server));

      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void sendsNoMoreThanOnceMore() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
        };
    try (ScriptedServer server = new ScriptedServer(stale, Peer::readRequest)) {
      awaitAnswer(call(server));

      assertThat(call(server).awaitFailure()).isInstanceOf(Unreachable.class);

      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void doesNotSendAgainOnceAResponseHasBegun() throws Exception {
    Script stale =
        peer -> {
          answer(peer);
          peer.readRequest();
          peer.send("HTTP/1.1 200 OK\r\ncontent-");
        };
    try (ScriptedServer server = new ScriptedServer(stale, ANSWER)) {
      awaitAnswer(call(server));

      assertThat(call(server).awaitFailure()).isInstanceOfAny(Unreachable.class, Malformed.class);

      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void trustsNoOtherIdleConnectionAfterAStaleOne() throws Exception {
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
      RecordingListener first = call(server);
      RecordingListener second = call(server);
      awaitAnswer(first);
      awaitAnswer(second);

      awaitAnswer(call(server));

      assertThat(server.peers()).hasSize(3);
      await().until(() -> server.peers().stream().anyMatch(Peer::isClosedByClient));
    }
  }

  @Test
  void closesAConnectionThatIsNotUsed() throws Exception {
    use(TransportSettings.DEFAULTS.withKeepAlive(Duration.ofMillis(100)));
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      awaitAnswer(call(server));

      server.peers().getFirst().closedNanos();
    }
  }

  @Test
  void warmsAConnectionAheadOfTheCall() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      loop.onLoop(() -> {
        provider.warm();
        provider.warm();
        return true;
      });
      await().until(() -> server.peers().size() == 1);

      awaitAnswer(call(server));

      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void opensAConnectionForEveryCallAtOnce() throws Exception {
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
        loop.onLoop(() -> provider.open(LoopFixture.question(question), listener));
      }

      for (int i = 0; i < calls; i++) {
        assertThat(listeners.get(i).awaitEnding()).isInstanceOf(News.End.class);
        assertThat(listeners.get(i).text()).isEqualTo(String.valueOf(i));
      }
    }
  }

  @Test
  void letsCallsWaitForAConnectionAndRefusesTheOneTooMany() throws Exception {
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
      RecordingListener served = call(server);
      await().until(() -> server.requests().size() == 1);
      RecordingListener waiting = call(server);
      RecordingListener tooMany = call(server);

      assertThat(tooMany.awaitFailure())
          .isEqualTo(new Unreachable("all connections are in use and the queue for one is full"));
      mayAnswer.countDown();
      assertThat(served.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(waiting.awaitEnding()).isInstanceOf(News.End.class);
      assertThat(server.peers()).hasSize(1);
    }
  }

  @Test
  void givesUpACallThatHasWaitedTooLongForAConnection() throws Exception {
    use(TransportSettings.DEFAULTS.withPool(1, 5).withConnectionWait(Duration.ofMillis(100)));
    Script script =
        peer -> {
          peer.readRequest();
          peer.awaitClose();
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      call(server);
      await().until(() -> server.requests().size() == 1);

      assertThat(call(server).awaitFailure())
          .isEqualTo(new Unreachable("no connection within 100 ms"));
    }
  }

  @Test
  void keepsEachLoopsCallsOnConnectionsOfItsOwn() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ANSWER)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, server.uri());
      Context otherLoop = contextOfAnotherLoop();
      for (int i = 0; i < 3; i++) {
        RecordingListener here = call(server);
        RecordingListener there = new RecordingListener();
        otherLoop.runOnContext(now -> provider.open(LoopFixture.question("?"), there));
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

  /** Answers in one write, so that its end and the connection's release are one read's work. */
  private static void answer(Peer peer) throws IOException {
    peer.readRequest();
    peer.sendWholeStream(AnthropicStreams.answer("answer"));
  }

  /** Waits for the answer, and for its connection to be back in the pool. */
  private void awaitAnswer(RecordingListener listener) throws InterruptedException {
    assertThat(listener.awaitEnding()).isInstanceOf(News.End.class);
    loop.onLoop(() -> "the read that brought the end is over");
  }

  private Context contextOfAnotherLoop() {
    VertxInternal vertx = (VertxInternal) loop.vertx;
    Thread ours = loop.onLoop(Thread::currentThread);
    // Loops take turns, and there are two.
    Context next = vertx.createEventLoopContext();
    return threadOf(next).equals(ours) ? vertx.createEventLoopContext() : next;
  }

  /** The thread of a context, once it has done all that it was given so far. */
  private static Thread threadOf(Context context) {
    CompletableFuture<Thread> done = new CompletableFuture<>();
    context.runOnContext(now -> done.complete(Thread.currentThread()));
    return done.join();
  }

  private void use(TransportSettings settings) {
    loop.close();
    loop = new LoopFixture(settings);
  }

  private RecordingListener call(ScriptedServer server) {
    RecordingListener listener = new RecordingListener();
    loop.open(loop.provider(Dialect.ANTHROPIC, server.uri()), listener);
    return listener;
  }
}
