package dev.firstword.adapters.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.Timeliness;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.client.VertxTransport;
import dev.firstword.relay.time.Clock;
import dev.firstword.system.TestCertificate;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, and HTTP/2 if the server offers it. */
final class TlsTransportTest {

  @TempDir static @Nullable Path directory;
  private static String keyStore = "";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Long> resets = new LinkedBlockingQueue<>();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void makeKey() throws Exception {
    if (directory == null) {
      throw new IllegalStateException("no directory");
    }
    keyStore = TestCertificate.in(directory).keyStore().toString();
  }

  @AfterEach
  void close() {
    join(vertx.close());
  }

  @Test
  void usesHttp2OverOneConnectionWhenOffered() throws Exception {
    URI uri = serve(true, TlsTransportTest::answer);
    ModelProvider provider = provider(uri, trusting());
    List<RecordingListener> listeners = new ArrayList<>();

    for (int i = 0; i < 50; i++) {
      RecordingListener listener = new RecordingListener();
      listeners.add(listener);
      open(provider, listener);
    }

    for (RecordingListener listener : listeners) {
      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
      assertThat(listener.text()).isEqualTo("Hello");
      assertThat(listener.threads()).containsOnly(onLoop(Thread::currentThread));
    }
    assertThat(requests).allMatch(each -> each.version() == HttpVersion.HTTP_2);
    assertThat(requests).allMatch(each -> "secret-key".equals(each.getHeader("x-api-key")));
    assertThat(connections).hasSize(1);
  }

  @Test
  void resetsOnlyTheCancelledStream() throws Exception {
    ModelProvider provider =
        provider(
            serve(
                true,
                request -> {
                  request.response().exceptionHandler(reset -> resets.add(System.nanoTime()));
                  request.response().putHeader("content-type", "text/event-stream");
                  request.response().write(AnthropicStreams.text("so far"));
                }),
            trusting());
    RecordingListener other = new RecordingListener();
    open(provider, other);
    other.awaitText();

    Timeliness.assertTimely(() -> {
      RecordingListener cancelled = new RecordingListener();
      ModelCall call = open(provider, cancelled);
      cancelled.awaitText();
      Duration took = timeToReset(call);
      assertThat(cancelled.end()).isNull();
      return took;
    });

    requests.getFirst().response().end(AnthropicStreams.text(" and on") + AnthropicStreams.STOP);
    assertThat(other.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    assertThat(other.text()).isEqualTo("so far and on");
    assertThat(connections).hasSize(1);
  }

  @Test
  void resetsAStreamCancelledBeforeItsHead() throws Exception {
    ModelProvider provider =
        provider(
            serve(
                true,
                request ->
                    request.response().exceptionHandler(reset -> resets.add(System.nanoTime()))),
            trusting());
    RecordingListener cancelled = new RecordingListener();

    Timeliness.assertTimely(() -> {
      int before = requests.size();
      ModelCall call = open(provider, cancelled);
      await().until(() -> requests.size() == before + 1);
      return timeToReset(call);
    });

    assertThat(cancelled.calls()).isEmpty();
  }

  @Test
  void retriesARefusedStream() throws Exception {
    URI uri =
        serve(
            true,
            request -> {
              if (requests.size() == 1) {
                request.response().reset(0x7);
              } else {
                answer(request);
              }
            });
    RecordingListener listener = new RecordingListener();

    open(provider(uri, trusting()), listener);

    assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    assertThat(requests).hasSize(2);
  }

  @Test
  void usesHttp11WhenHttp2IsNotOffered() throws Exception {
    URI uri = serve(false, TlsTransportTest::answer);
    ModelProvider provider = provider(uri, trusting());
    List<RecordingListener> listeners = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      RecordingListener listener = new RecordingListener();
      listeners.add(listener);
      open(provider, listener);
    }

    for (RecordingListener listener : listeners) {
      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    }
    assertThat(requests).allMatch(each -> each.version() == HttpVersion.HTTP_1_1);
  }

  @Test
  void rejectsAnUntrustedServer() throws Exception {
    URI uri = serve(true, TlsTransportTest::answer);
    RecordingListener listener = new RecordingListener();

    open(provider(uri, null), listener);

    assertThat(listener.awaitFailure()).isEqualTo(new Unreachable("the TLS handshake failed"));
    assertThat(requests).isEmpty();
  }

  @Test
  void rejectsAServerWithAnotherName() throws Exception {
    URI uri = serve(true, TlsTransportTest::answer);
    URI byAddress = URI.create("https://127.0.0.1:" + uri.getPort());
    RecordingListener listener = new RecordingListener();

    open(provider(byAddress, trusting()), listener);

    assertThat(listener.awaitFailure()).isEqualTo(new Unreachable("the TLS handshake failed"));
    assertThat(requests).isEmpty();
  }

  private Duration timeToReset(ModelCall call) throws InterruptedException {
    long before = System.nanoTime();
    onLoop(() -> {
      call.cancel();
      return true;
    });
    Long seen = resets.poll(5, TimeUnit.SECONDS);
    if (seen == null) {
      throw new AssertionError("the stream was not reset");
    }
    return Duration.ofNanos(seen - before);
  }

  private static void answer(HttpServerRequest request) {
    request.response().putHeader("content-type", "text/event-stream");
    request.response().write(AnthropicStreams.START);
    request.response().end(AnthropicStreams.text("Hello") + AnthropicStreams.STOP);
  }

  private URI serve(boolean offerHttp2, Handler<HttpServerRequest> handler) {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(offerHttp2)
                    .setKeyCertOptions(store()))
            .connectionHandler(connections::add)
            .requestHandler(request -> {
              requests.add(request);
              request.endHandler(whole -> handler.handle(request));
            });
    return URI.create("https://localhost:" + join(server.listen(0, "127.0.0.1")).actualPort());
  }

  private static PfxOptions store() {
    return new PfxOptions().setPath(keyStore).setPassword(TestCertificate.PASSWORD);
  }

  private static ClientSSLOptions trusting() {
    return new ClientSSLOptions()
        .setTrustOptions(store())
        .setHostnameVerificationAlgorithm("HTTPS");
  }

  private ModelProvider provider(URI uri, @Nullable ClientSSLOptions tls) {
    return Providers.open(
        LoopFixture.endpoint(Dialect.ANTHROPIC, uri),
        new VertxTransport(vertx, TransportSettings.DEFAULTS, (_, _) -> {}, tls),
        Clock.system());
  }

  private ModelCall open(ModelProvider provider, RecordingListener listener) {
    return onLoop(() -> provider.open(LoopFixture.request("?"), listener));
  }

  private <T> T onLoop(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(now -> {
      try {
        done.complete(work.call());
      } catch (Exception | Error failure) {
        done.completeExceptionally(failure);
      }
    });
    return done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static <T> T join(io.vertx.core.Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
