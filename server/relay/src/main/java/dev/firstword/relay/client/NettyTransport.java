package dev.firstword.relay.client;

import dev.firstword.relay.loop.NettyEventLoop;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A transport over Netty. Each event loop has its own connection pools, so a call, its connection
 * and its caller share one thread, without locks or thread switches.
 */
public final class NettyTransport implements Transport {

  static final int MAX_CHUNK_BYTES = 16 * 1024;

  private final TransportSettings settings;
  private final ConnectionListener listener;
  private final ConnectionCounters counters = new ConnectionCounters();
  private final Connector connector;
  private final Map<NettyEventLoop, LoopState> loopStates = new ConcurrentHashMap<>();
  private volatile boolean isClosed;

  /** Creates a transport that trusts the JDK's certificate authorities and verifies host names. */
  public NettyTransport(TransportSettings settings, ConnectionListener listener) {
    this(settings, listener, SslContextBuilder::forClient);
  }

  /**
   * Creates a transport.
   *
   * @param tls supplies which certificates to trust
   */
  public NettyTransport(
      TransportSettings settings, ConnectionListener listener, Supplier<SslContextBuilder> tls) {
    this.settings = settings;
    this.listener = listener;
    this.connector = new Connector(settings, tls);
  }

  @Override
  public ClientCall send(OutgoingRequest call, ResponseListener responseListener) {
    LoopState state = currentState();
    ConnectionPool pool = state.pool(HttpOrigin.of(call.uri()));
    NettyClientCall clientCall =
        new NettyClientCall(state.loop, settings, pool, state.readBuffer, call, responseListener);
    clientCall.start();
    return clientCall;
  }

  @Override
  public void preconnect(URI address) {
    currentState().pool(HttpOrigin.of(address)).preconnect();
  }

  /** Returns the counts of connections and calls on all loops. */
  public ConnectionCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    isClosed = true;
    loopStates.forEach((loop, state) -> loop.execute(state::close));
  }

  private LoopState currentState() {
    return loopStates.computeIfAbsent(NettyEventLoop.current(), LoopState::new);
  }

  /** The state of one event loop, accessed only by its thread. */
  private final class LoopState {
    private final NettyEventLoop loop;
    private final byte[] readBuffer = new byte[MAX_CHUNK_BYTES];
    private final Map<HttpOrigin, ConnectionPool> pools = new HashMap<>();

    LoopState(NettyEventLoop loop) {
      this.loop = loop;
    }

    ConnectionPool pool(HttpOrigin origin) {
      ConnectionPool pool =
          pools.computeIfAbsent(
              origin,
              key -> new ConnectionPool(loop, connector, key, settings, listener, counters));
      if (isClosed) {
        pool.close();
      }
      return pool;
    }

    void close() {
      pools.values().forEach(ConnectionPool::close);
    }
  }
}
