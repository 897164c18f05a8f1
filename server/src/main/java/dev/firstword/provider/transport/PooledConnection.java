package dev.firstword.provider.transport;

import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** An open connection and what its pool knows of it. Confined to the pool's loop. */
final class PooledConnection {

  final HttpClientConnection connection;

  /** Reads responses past the client; absent where there may be several at once. */
  final @Nullable BodyReader bodies;

  /** Exchanges on it now. */
  int active;

  /** When the last of them ended, or when it was opened. */
  long idleSinceNanos;

  /** Whether it has waited in the pool, so that the peer may have left unnoticed. */
  boolean hasWaited;

  /** Whether it is among those that the pool will hand out. */
  boolean offered;

  /** Closed, or told by the peer to take no more requests. */
  boolean retired;

  PooledConnection(HttpClientConnection connection, long nowNanos) {
    this.connection = connection;
    this.bodies = BodyReader.on(connection);
    this.idleSinceNanos = nowNanos;
  }

  boolean hasRoom() {
    return !retired && active < connection.maxActiveStreams();
  }

  boolean isMultiplexed() {
    return connection.protocolVersion() == HttpVersion.HTTP_2;
  }
}
