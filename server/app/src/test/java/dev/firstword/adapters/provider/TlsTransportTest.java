package dev.firstword.adapters.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.provider.AnthropicStreams;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.Timeliness;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.relay.server.BodyListener;
import dev.firstword.relay.server.HttpProtocol;
import dev.firstword.relay.server.HttpServer;
import dev.firstword.relay.server.HttpServerSettings;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.RequestHandler;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.relay.server.ServerTls;
import dev.firstword.relay.time.Clock;
import dev.firstword.system.TestCertificate;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, and HTTP/2 if the server offers it. */
final class TlsTransportTest {

  @TempDir static @Nullable Path directory;
  private static @Nullable TestCertificate certificate;

  private final EventLoops loops = EventLoops.start(1);
  private final EventLoop loop = loops.all().getFirst();
  private final List<ServerRequest> requests = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Long> resets = new LinkedBlockingQueue<>();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void makeKey() throws Exception {
    if (directory == null) {
      throw new IllegalStateException("no directory");
    }
    certificate = TestCertificate.in(directory);
  }

  @AfterEach
  void close() {
    loops.close();
  }

  @Test
  void usesHttp2OverOneConnectionWhenOffered() throws Exception {
    URI uri = serve(true, TlsTransportTest::answer);
    ModelProvider provider = provider(uri, TlsTransportTest::trusting);
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
    assertThat(requests).allMatch(each -> each.protocol() == HttpProtocol.HTTP_2);
    assertThat(requests).allMatch(each -> "secret-key".equals(each.header("x-api-key")));
    assertThat(connections).hasSize(1);
  }

  @Test
  void resetsOnlyTheCancelledStream() throws Exception {
    ModelProvider provider =
        provider(
            serve(
                true,
                request -> {
                  request.response().onClose(() -> resets.add(System.nanoTime()));
                  request.response().header("content-type", "text/event-stream");
                  request.response().write(bytes(AnthropicStreams.text("so far")));
                }),
            TlsTransportTest::trusting);
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

    onLoop(() -> {
      requests
          .getFirst()
          .response()
          .end(bytes(AnthropicStreams.text(" and on") + AnthropicStreams.STOP));
      return true;
    });
    assertThat(other.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    assertThat(other.text()).isEqualTo("so far and on");
    assertThat(connections).hasSize(1);
  }

  @Test
  void resetsAStreamCancelledBeforeItsHead() throws Exception {
    ModelProvider provider =
        provider(
            serve(true, request -> request.response().onClose(() -> resets.add(System.nanoTime()))),
            TlsTransportTest::trusting);
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

    open(provider(uri, TlsTransportTest::trusting), listener);

    assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    assertThat(requests).hasSize(2);
  }

  @Test
  void usesHttp11WhenHttp2IsNotOffered() throws Exception {
    URI uri = serve(false, TlsTransportTest::answer);
    ModelProvider provider = provider(uri, TlsTransportTest::trusting);
    List<RecordingListener> listeners = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      RecordingListener listener = new RecordingListener();
      listeners.add(listener);
      open(provider, listener);
    }

    for (RecordingListener listener : listeners) {
      assertThat(listener.awaitEnd()).isInstanceOf(ListenerCall.End.class);
    }
    assertThat(requests).allMatch(each -> each.protocol() == HttpProtocol.HTTP_1_1);
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

    open(provider(byAddress, TlsTransportTest::trusting), listener);

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

  private static void answer(ServerRequest request) {
    request.response().header("content-type", "text/event-stream");
    request.response().write(bytes(AnthropicStreams.START));
    request.response().end(bytes(AnthropicStreams.text("Hello") + AnthropicStreams.STOP));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private URI serve(boolean offersHttp2, Consumer<ServerRequest> handler) {
    TestCertificate own = requireNonNull(certificate);
    HttpServerSettings settings =
        HttpServerSettings.of(HttpTimeouts.DEFAULTS)
            .withTls(ServerTls.of(own.certificate(), own.key(), offersHttp2));
    HttpServer server =
        HttpServer.listen(loops, settings, "127.0.0.1", 0, _ -> new WholeRequests(handler));
    return URI.create("https://localhost:" + server.port());
  }

  /** Handles requests once their body is complete. */
  private final class WholeRequests implements RequestHandler {
    private final Consumer<ServerRequest> handler;

    WholeRequests(Consumer<ServerRequest> handler) {
      this.handler = handler;
    }

    @Override
    public void onRequest(ServerRequest request) {
      requests.add(request);
      connections.add(requireNonNull(request.remoteAddress()));
      request.readBody(
          new BodyListener() {
            @Override
            public void onBytes(byte[] chunk) {}

            @Override
            public void onEnd() {
              handler.accept(request);
            }

            @Override
            public void onFailure() {}
          });
    }

    @Override
    public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
      request.response().abort();
    }
  }

  private static SslContextBuilder trusting() {
    return SslContextBuilder.forClient()
        .trustManager(requireNonNull(certificate).certificate().toFile());
  }

  private ModelProvider provider(URI uri, @Nullable Supplier<SslContextBuilder> tls) {
    return Providers.open(
        LoopFixture.endpoint(Dialect.ANTHROPIC, uri),
        tls == null
            ? new NettyTransport(TransportSettings.DEFAULTS, (_, _) -> {})
            : new NettyTransport(TransportSettings.DEFAULTS, (_, _) -> {}, tls),
        Clock.system());
  }

  private ModelCall open(ModelProvider provider, RecordingListener listener) {
    return onLoop(() -> provider.open(LoopFixture.request("?"), listener));
  }

  private <T> T onLoop(Callable<T> work) {
    return LoopFixture.on(loop, work);
  }
}
