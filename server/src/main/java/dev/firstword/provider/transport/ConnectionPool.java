package dev.firstword.provider.transport;

import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Unreachable;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
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
 * The connections of one event loop to one origin, and the calls that wait for one. Hands out the
 * connection used last, so that those not needed grow old and are closed.
 */
final class ConnectionPool {

  /** Waits for a connection. Told once, unless it was forgotten. */
  interface Waiter {
    void onConnection(PooledConnection connection);

    void onNoConnection(ProviderFailure failure);
  }

  private final Vertx vertx;
  private final HttpClientAgent connector;
  private final HttpConnectOptions address;
  private final boolean tls;
  private final TransportSettings settings;
  private final Origin origin;
  private final ConnectionListener listener;

  private final Set<PooledConnection> open = new HashSet<>();

  /** Those with room for a call, used last first; ones that have none left are skipped. */
  private final Deque<PooledConnection> offered = new ArrayDeque<>();

  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private int connecting;

  /** How many calls a connection is expected to carry; 0 before the first has shown. */
  private int callsPerConnection;

  private long sweepTimer = -1;

  ConnectionPool(
      Vertx vertx,
      HttpClientAgent connector,
      Origin origin,
      TransportSettings settings,
      ConnectionListener listener) {
    this.origin = origin;
    this.listener = listener;
    this.vertx = vertx;
    this.connector = connector;
    this.settings = settings;
    this.tls = origin.tls();
    this.address =
        new HttpConnectOptions().setHost(origin.host()).setPort(origin.port()).setSsl(tls);
    if (!tls) {
      address.setProtocolVersion(HttpVersion.HTTP_1_1);
      callsPerConnection = 1;
    }
  }

  /** Tells the waiter of a connection, at once where one has room. */
  void acquire(Waiter waiter) {
    PooledConnection free = waiting.isEmpty() ? findRoom() : null;
    if (free != null) {
      give(free, waiter);
      return;
    }
    // Whoever waits for a connection that may still be made is not in anybody's way.
    int toBeMade = settings.maxConnections() - open.size();
    if (waiting.size() >= settings.maxWaiting() + toBeMade) {
      waiter.onNoConnection(
          new Unreachable("all connections are in use and the queue for one is full"));
      return;
    }
    waiting.add(waiter);
    connectAsNeeded();
  }

  /** A call that waited so long has got a connection. */
  void waited(PooledConnection given, Duration time) {
    if (!given.hasWaited) {
      listener.cold(origin.address(), time);
    }
  }

  /** Takes a waiter out of the queue. */
  void forget(Waiter waiter) {
    waiting.remove(waiter);
  }

  /** An exchange is over and has left the connection fit for another. */
  void release(PooledConnection connection) {
    connection.active--;
    connection.idleSinceNanos = System.nanoTime();
    if (connection.retired && connection.active == 0) {
      close(connection);
    } else {
      offer(connection);
    }
    serveWaiting();
  }

  /** An exchange is over and the connection must not be used for another. */
  void discard(PooledConnection connection) {
    connection.active--;
    close(connection);
  }

  /** Closes what is idle: one stale connection makes all that waited suspect. */
  void closeIdle() {
    for (PooledConnection connection : new ArrayList<>(open)) {
      if (connection.active == 0) {
        close(connection);
      }
    }
  }

  /** Connects if there is no connection, so that the next call finds one. */
  void warm() {
    if (open.isEmpty() && connecting == 0) {
      connect();
    }
  }

  private @Nullable PooledConnection findRoom() {
    PooledConnection candidate = offered.peekFirst();
    while (candidate != null && !candidate.hasRoom()) {
      candidate.offered = false;
      offered.removeFirst();
      candidate = offered.peekFirst();
    }
    return candidate;
  }

  private void offer(PooledConnection connection) {
    if (!connection.offered && connection.hasRoom()) {
      connection.offered = true;
      offered.addFirst(connection);
    }
  }

  private void give(PooledConnection connection, Waiter waiter) {
    connection.active++;
    waiter.onConnection(connection);
  }

  private void serveWaiting() {
    while (!waiting.isEmpty()) {
      PooledConnection free = findRoom();
      if (free == null) {
        connectAsNeeded();
        return;
      }
      Waiter next = waiting.iterator().next();
      waiting.remove(next);
      give(free, next);
    }
  }

  private void connectAsNeeded() {
    while ((long) connecting * Math.max(1, callsPerConnection) < waiting.size()
        && open.size() + connecting < settings.maxConnections()) {
      if (callsPerConnection == 0 && connecting > 0) {
        // The first handshake shows whether one connection will do for all that wait.
        return;
      }
      connect();
    }
  }

  private void connect() {
    connecting++;
    attempt()
        .onComplete(
            connection -> {
              connecting--;
              connected(connection);
            },
            failure -> {
              connecting--;
              couldNotConnect(failure);
            });
  }

  private Future<HttpClientConnection> attempt() {
    try {
      return connector.connect(address);
    } catch (IllegalStateException closed) {
      return Future.failedFuture(closed);
    }
  }

  private void connected(HttpClientConnection connection) {
    PooledConnection pooled = new PooledConnection(connection, System.nanoTime());
    callsPerConnection =
        pooled.isMultiplexed() ? Math.clamp(connection.maxActiveStreams(), 1, 100) : 1;
    connection.closeHandler(closed -> remove(pooled));
    connection.shutdownHandler(goingAway -> pooled.retired = true);
    connection.exceptionHandler(failure -> {
      // The exchanges on it are told, and the connection closes.
    });
    open.add(pooled);
    offer(pooled);
    if (sweepTimer == -1) {
      long period = Math.max(1, settings.keepAlive().toMillis() / 2);
      sweepTimer = vertx.setPeriodic(period, timer -> sweep());
    }
    serveWaiting();
    pooled.hasWaited = true;
  }

  private void couldNotConnect(Throwable failure) {
    // With nothing else to hope for, all hear of it now instead of each trying again in turn.
    boolean hopeless = open.isEmpty() && connecting == 0;
    List<Waiter> told = new ArrayList<>(waiting);
    if (!hopeless && told.size() > 1) {
      told = told.subList(0, 1);
    }
    told.forEach(waiting::remove);
    for (Waiter waiter : told) {
      waiter.onNoConnection(new Unreachable(reason(failure)));
    }
    connectAsNeeded();
  }

  private static String reason(Throwable failure) {
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
    connection.connection.close();
  }

  private void remove(PooledConnection connection) {
    connection.retired = true;
    if (!open.remove(connection)) {
      return;
    }
    if (connection.offered) {
      connection.offered = false;
      offered.remove(connection);
    }
    if (open.isEmpty() && sweepTimer != -1) {
      vertx.cancelTimer(sweepTimer);
      sweepTimer = -1;
    }
    connectAsNeeded();
  }

  private void sweep() {
    long now = System.nanoTime();
    for (PooledConnection connection : new ArrayList<>(open)) {
      boolean old = now - connection.idleSinceNanos > settings.keepAlive().toNanos();
      if (connection.active == 0 && (old || connection.retired)) {
        close(connection);
      }
    }
  }
}
