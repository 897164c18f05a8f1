package dev.firstword.provider.transport;

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
 * The transport over Vert.x. Each event loop has connection pools of its own, so that a call, its
 * connection and its caller share one thread: nothing is locked and nothing changes threads.
 *
 * <p>Vert.x makes the connections but its pool is not used. That pool is shared by all loops and
 * hands out the connection used last, whatever its loop; a call that waits for it cannot be taken
 * out again; and after a connection has proved stale it may hand out another one.
 */
public final class VertxTransport implements Transport {

  /** HTTP/2 flow control, well above what a stream of text has in flight. */
  private static final int HTTP2_WINDOW_BYTES = 1024 * 1024;

  static final int MAX_CHUNK_BYTES = 16 * 1024;

  private final Vertx vertx;
  private final TransportSettings settings;
  private final ConnectionListener listener;
  private final HttpClientAgent connector;
  private final Map<Thread, Loop> loops = new ConcurrentHashMap<>();

  /** Trusts what the JDK trusts, and checks host names. */
  public VertxTransport(Vertx vertx, TransportSettings settings) {
    this(vertx, settings, (_, _) -> {});
  }

  /** The same, with somebody who hears of connections that were not there yet. */
  public VertxTransport(Vertx vertx, TransportSettings settings, ConnectionListener listener) {
    this(vertx, settings, listener, null);
  }

  VertxTransport(
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
  public Exchange send(OutgoingCall call, Receiver receiver) {
    ContextInternal context = currentContext();
    Loop loop = currentLoop();
    ConnectionPool pool = loop.pool(Origin.of(call.uri()));
    VertxExchange exchange =
        new VertxExchange(vertx, context, settings, pool, loop.readBuffer, call, receiver);
    exchange.start();
    return exchange;
  }

  @Override
  public void warm(URI address) {
    currentContext();
    currentLoop().pool(Origin.of(address)).warm();
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

  private Loop currentLoop() {
    return loops.computeIfAbsent(Thread.currentThread(), thread -> new Loop());
  }

  /** What belongs to one event loop, and is touched by its thread alone. */
  private final class Loop {
    final byte[] readBuffer = new byte[MAX_CHUNK_BYTES];
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();

    ConnectionPool pool(Origin origin) {
      return pools.computeIfAbsent(
          origin, key -> new ConnectionPool(vertx, connector, key, settings, listener));
    }
  }
}
