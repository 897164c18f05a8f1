package dev.firstword.relay.client;

import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.loop.NettyEventLoop;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Pools the connections of one event loop to one origin and queues the calls that wait for one.
 * Hands out the most recently used connection, so that surplus ones become idle and are closed.
 */
final class ConnectionPool {

  /** Waits for a connection. Called exactly once, unless removed from the queue. */
  interface Waiter {
    void onConnection(PooledConnection connection);

    void onConnectionFailure(ProviderFailure failure);
  }

  private final NettyEventLoop loop;
  private final Connector connector;
  private final TransportSettings settings;
  private final HttpOrigin origin;
  private final ConnectionListener listener;
  private final ConnectionCounters counters;

  private final Set<PooledConnection> connections = new HashSet<>();

  /** Connections with capacity, most recently used first; full ones are skipped. */
  private final Deque<PooledConnection> available = new ArrayDeque<>();

  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private int connectingCount;

  /** How many calls a connection is expected to carry; 0 until the first connection shows it. */
  private int expectedCallsPerConnection;

  private boolean isExpiryScheduled;

  private boolean isClosed;

  ConnectionPool(
      NettyEventLoop loop,
      Connector connector,
      HttpOrigin origin,
      TransportSettings settings,
      ConnectionListener listener,
      ConnectionCounters counters) {
    this.loop = loop;
    this.connector = connector;
    this.origin = origin;
    this.settings = settings;
    this.listener = listener;
    this.counters = counters;
    if (!origin.tls()) {
      expectedCallsPerConnection = 1;
    }
  }

  /** Gives the waiter a connection, immediately if one has capacity. */
  void acquire(Waiter waiter) {
    if (isClosed) {
      waiter.onConnectionFailure(new Unreachable("the transport is closed"));
      return;
    }
    PooledConnection connection = waiters.isEmpty() ? findAvailable() : null;
    if (connection != null) {
      assign(connection, waiter);
      return;
    }
    // Waiters for connections that can still be opened do not count against the limit.
    int creatable = settings.maxConnections() - connections.size();
    if (waiters.size() >= settings.maxPendingAcquires() + creatable) {
      waiter.onConnectionFailure(
          new Unreachable("all connections are in use and the queue for one is full"));
      return;
    }
    if (waiters.add(waiter)) {
      counters.onWaiting();
    }
    connectIfNeeded();
  }

  /** Reports a call that waited this long for a new connection. */
  void recordWait(PooledConnection connection, Duration wait) {
    if (!connection.hasBeenPooled) {
      listener.onColdConnection(origin.address(), wait);
    }
  }

  /** Removes a waiter from the queue. */
  void removeWaiter(Waiter waiter) {
    if (waiters.remove(waiter)) {
      counters.onServed();
    }
  }

  /** Returns a connection that can be reused after a call. */
  void release(PooledConnection connection) {
    connection.activeCalls--;
    counters.onCallEnded();
    connection.idleSinceNanos = System.nanoTime();
    if (connection.isRetired && connection.activeCalls == 0) {
      close(connection);
    } else {
      makeAvailable(connection);
    }
    serveWaiters();
  }

  /** Returns a connection that must not be reused after a call. */
  void discard(PooledConnection connection) {
    connection.activeCalls--;
    counters.onCallEnded();
    close(connection);
  }

  /** Closes idle connections: one stale connection makes all of them suspect. */
  void closeIdle() {
    for (PooledConnection connection : new ArrayList<>(connections)) {
      if (connection.activeCalls == 0) {
        close(connection);
      }
    }
  }

  /** Opens a connection if there is none, so that the next call finds one. */
  void preconnect() {
    if (!isClosed && connections.isEmpty() && connectingCount == 0) {
      connect();
    }
  }

  private @Nullable PooledConnection findAvailable() {
    PooledConnection candidate = available.peekFirst();
    while (candidate != null && !candidate.hasCapacity()) {
      candidate.isOffered = false;
      available.removeFirst();
      candidate = available.peekFirst();
    }
    return candidate;
  }

  private void makeAvailable(PooledConnection connection) {
    if (!connection.isOffered && connection.hasCapacity()) {
      connection.isOffered = true;
      available.addFirst(connection);
    }
  }

  private void assign(PooledConnection connection, Waiter waiter) {
    connection.activeCalls++;
    counters.onCallStarted();
    waiter.onConnection(connection);
  }

  private void serveWaiters() {
    while (!waiters.isEmpty()) {
      PooledConnection connection = findAvailable();
      if (connection == null) {
        connectIfNeeded();
        return;
      }
      Waiter next = waiters.iterator().next();
      removeWaiter(next);
      assign(connection, next);
    }
  }

  private void connectIfNeeded() {
    while (!isClosed
        && (long) connectingCount * Math.max(1, expectedCallsPerConnection) < waiters.size()
        && connections.size() + connectingCount < settings.maxConnections()) {
      if (expectedCallsPerConnection == 0 && connectingCount > 0) {
        // The first handshake shows whether one connection can carry all waiting calls.
        return;
      }
      connect();
    }
  }

  private void connect() {
    connectingCount++;
    connector.connect(
        loop,
        origin,
        new Connector.Listener() {
          @Override
          public void onConnected(PooledConnection connection) {
            connectingCount--;
            ConnectionPool.this.onConnected(connection);
          }

          @Override
          public void onFailed(Throwable failure) {
            connectingCount--;
            onConnectFailed(failure);
          }
        });
  }

  private void onConnected(PooledConnection connection) {
    if (isClosed) {
      connection.close();
      onConnectFailed(new IllegalStateException("closed"));
      return;
    }
    expectedCallsPerConnection =
        connection.isMultiplexed() ? Math.clamp(connection.maxCalls(), 1, 100) : 1;
    connection.onClosed(() -> remove(connection));
    connections.add(connection);
    counters.onOpened();
    makeAvailable(connection);
    scheduleExpiry();
    serveWaiters();
    connection.hasBeenPooled = true;
  }

  private void scheduleExpiry() {
    if (!isExpiryScheduled) {
      isExpiryScheduled = true;
      loop.schedule(settings.keepAlive().dividedBy(2), this::closeExpired);
    }
  }

  private void onConnectFailed(Throwable failure) {
    // If no connection is open or in progress, all waiters fail now instead of each retrying in
    // turn.
    boolean isHopeless = connections.isEmpty() && connectingCount == 0;
    List<Waiter> failedWaiters = new ArrayList<>(waiters);
    if (!isHopeless && failedWaiters.size() > 1) {
      failedWaiters = failedWaiters.subList(0, 1);
    }
    failedWaiters.forEach(this::removeWaiter);
    for (Waiter waiter : failedWaiters) {
      waiter.onConnectionFailure(new Unreachable(describe(failure)));
    }
    connectIfNeeded();
  }

  private static String describe(Throwable failure) {
    return switch (failure) {
      case UnknownHostException unknown -> "the host name has no address";
      case ConnectTimeoutException late -> "connecting took too long";
      case ConnectException refused -> "the connection was refused";
      case SSLException handshake -> "the TLS handshake failed";
      case IllegalStateException closed -> "the transport is closed";
      default -> "connecting failed (" + failure.getClass().getSimpleName() + ")";
    };
  }

  private void close(PooledConnection connection) {
    remove(connection);
    connection.close();
  }

  private void remove(PooledConnection connection) {
    connection.isRetired = true;
    if (!connections.remove(connection)) {
      return;
    }
    counters.onClosed();
    if (connection.isOffered) {
      connection.isOffered = false;
      available.remove(connection);
    }
    connectIfNeeded();
  }

  private void closeExpired() {
    isExpiryScheduled = false;
    long now = System.nanoTime();
    for (PooledConnection connection : new ArrayList<>(connections)) {
      boolean isExpired = now - connection.idleSinceNanos > settings.keepAlive().toNanos();
      if (connection.activeCalls == 0 && (isExpired || connection.isRetired)) {
        close(connection);
      }
    }
    if (!connections.isEmpty()) {
      scheduleExpiry();
    }
  }

  /** Closes all connections; calls in progress and later ones fail. */
  void close() {
    isClosed = true;
    new ArrayList<>(connections).forEach(PooledConnection::close);
  }
}
