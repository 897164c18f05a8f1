package dev.firstword.relay.client;

import io.netty.channel.Channel;

/** An open connection and its pool state. Confined to the pool's event loop. */
abstract sealed class PooledConnection permits Http1ClientConnection, Http2ClientConnection {

  private final Channel channel;

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

  PooledConnection(Channel channel) {
    this.channel = channel;
    this.idleSinceNanos = System.nanoTime();
  }

  /** Sends a request. The exchange is notified of the response, never from within this method. */
  abstract ClientExchange send(OutgoingRequest request, ClientExchange.Listener listener);

  /** Returns how many calls it can carry at once. */
  abstract int maxCalls();

  abstract boolean isMultiplexed();

  boolean hasCapacity() {
    return !isRetired && activeCalls < maxCalls();
  }

  void onClosed(Runnable action) {
    var _ = channel.closeFuture().addListener(_ -> action.run());
  }

  void close() {
    var _ = channel.close();
  }
}
