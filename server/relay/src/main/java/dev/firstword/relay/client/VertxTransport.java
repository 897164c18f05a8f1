package dev.firstword.relay.client;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ClientConfig;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A transport based on Vert.x. Each event loop has its own connection pools, so a call, its
 * connection and its caller share one thread, without locks or thread switches.
 *
 * <p>Vert.x opens the connections, but its pool is not used. That pool is shared by all event loops
 * and hands out the most recently used connection regardless of its loop. A queued call cannot be
 * removed, and after a stale connection the pool may hand out another one.
 */
public final class VertxTransport implements Transport {

  /** The HTTP/2 flow control window, well above what a text stream has in flight. */
  private static final int HTTP2_WINDOW_BYTES = 1024 * 1024;

  static final int MAX_CHUNK_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final TransportSettings settings;
  private final ConnectionListener listener;
  private final HttpClientAgent connector;
  private final Map<Thread, LoopState> loopStates = new ConcurrentHashMap<>();

  /** Creates a transport that trusts the JDK's certificate authorities and verifies host names. */
  public VertxTransport(Vertx vertx, TransportSettings settings) {
    this(vertx, settings, (_, _) -> {});
  }

  /** Creates a transport with a listener for cold connections. */
  public VertxTransport(Vertx vertx, TransportSettings settings, ConnectionListener listener) {
    this(vertx, settings, listener, null);
  }

  public VertxTransport(
      Vertx vertx,
      TransportSettings settings,
      ConnectionListener listener,
      @Nullable ClientSSLOptions tls) {
    this.vertx = vertx;
    this.listener = listener;
    this.settings = settings;
    HttpClientConfig config =
        new HttpClientConfig()
            .setVersions(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
            .setConnectTimeout(settings.connectTimeout())
            .setHttp1Config(
                new Http1ClientConfig()
                    .setKeepAlive(true)
                    .setPipelining(false)
                    .setMaxChunkSize(MAX_CHUNK_BYTES)
                    .setMaxHeaderSize(settings.maxHeaderBytes()))
            .setHttp2Config(
                new Http2ClientConfig().setConnectionWindowSize(16 * HTTP2_WINDOW_BYTES));
    config.getHttp2Config().getInitialSettings().setInitialWindowSize(HTTP2_WINDOW_BYTES);
    config.getHttp2Config().getInitialSettings().setMaxHeaderListSize(settings.maxHeaderBytes());
    ClientSSLOptions trust =
        tls != null ? tls : new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    trust.setSslHandshakeTimeout(settings.connectTimeout().toMillis());
    this.connector = vertx.httpClientBuilder().with(config).with(trust).build();
  }

  @Override
  public ClientCall send(OutgoingRequest call, ResponseListener responseListener) {
    ContextInternal context = currentContext();
    LoopState loop = currentLoop();
    ConnectionPool pool = loop.pool(HttpOrigin.of(call.uri()));
    VertxClientCall clientCall =
        new VertxClientCall(
            vertx, context, settings, pool, loop.readBuffer, call, responseListener);
    clientCall.start();
    return clientCall;
  }

  @Override
  public void preconnect(URI address) {
    currentContext();
    currentLoop().pool(HttpOrigin.of(address)).preconnect();
  }

  @Override
  public void close() {
    connector.close();
  }

  private static ContextInternal currentContext() {
    if (!(Vertx.currentContext() instanceof ContextInternal context)
        || !context.isEventLoopContext()
        || !Context.isOnEventLoopThread()) {
      throw new IllegalStateException("must be called on an event loop");
    }
    return context;
  }

  private LoopState currentLoop() {
    return loopStates.computeIfAbsent(Thread.currentThread(), thread -> new LoopState());
  }

  /** The state of one event loop, accessed only by its thread. */
  private final class LoopState {
    final byte[] readBuffer = new byte[MAX_CHUNK_BYTES];
    private final Map<HttpOrigin, ConnectionPool> pools = new HashMap<>();

    ConnectionPool pool(HttpOrigin origin) {
      return pools.computeIfAbsent(
          origin, key -> new ConnectionPool(vertx, connector, key, settings, listener));
    }
  }
}
