package dev.firstword.relay.client;

import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** An open connection and its pool state. Confined to the pool's event loop. */
final class PooledConnection {

  final HttpClientConnection connection;

  /**
   * Delivers response bodies directly; absent if the connection may carry several responses at
   * once.
   */
  final @Nullable DirectBodyHandler bodyHandler;

  /** How many calls use it now. */
  int activeCalls;

  /** When the last call ended, or when the connection was opened. */
  long idleSinceNanos;

  /** Whether it has been idle in the pool, so that the peer may have closed it unnoticed. */
  boolean hasBeenPooled;

  /** Whether it is in the pool's list of available connections. */
  boolean isOffered;

  /** Whether it is closed or the peer accepts no more requests on it. */
  boolean isRetired;

  PooledConnection(HttpClientConnection connection, long nowNanos) {
    this.connection = connection;
    this.bodyHandler = DirectBodyHandler.install(connection);
    this.idleSinceNanos = nowNanos;
  }

  boolean hasCapacity() {
    return !isRetired && activeCalls < connection.maxActiveStreams();
  }

  boolean isMultiplexed() {
    return connection.protocolVersion() == HttpVersion.HTTP_2;
  }
}
