package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Closes connections of one event loop that owe a request for too long. A client that sends its
 * request byte by byte is never idle, so an idle timeout alone does not close its connection.
 */
public final class IdleConnectionReaper {

  private static final int CHECKS_PER_TIMEOUT = 10;

  private final EventLoop loop;
  private final Duration headTimeout;
  private final Duration idleTimeout;
  private final Duration checkInterval;
  private final IdentityHashMap<HttpConnection, ConnectionState> connections =
      new IdentityHashMap<>();

  public IdleConnectionReaper(EventLoop loop, HttpTimeouts timeouts) {
    this.loop = loop;
    this.headTimeout = timeouts.head();
    this.idleTimeout = timeouts.idle();
    this.checkInterval = min(headTimeout, idleTimeout).dividedBy(CHECKS_PER_TIMEOUT);
  }

  private static Duration min(Duration first, Duration second) {
    return first.compareTo(second) < 0 ? first : second;
  }

  private static final class ConnectionState {
    int pendingRequests;
    long deadlineNanos;
  }

  /** Starts the periodic check. Must be called on the event loop. */
  public void start() {
    loop.schedule(checkInterval, this::closeOverdue);
  }

  public void onConnected(HttpConnection connection) {
    ConnectionState state = new ConnectionState();
    state.deadlineNanos = loop.nanoTime() + headTimeout.toNanos();
    connections.put(connection, state);
    connection.closeHandler(_ -> connections.remove(connection));
  }

  /**
   * Suspends the deadline: a request head has arrived. The deadline is set again once all responses
   * have ended.
   */
  public void onRequest(HttpServerRequest request) {
    ConnectionState state = connections.get(request.connection());
    if (state == null) {
      return; // The connection has just closed.
    }
    state.pendingRequests++;
    request
        .response()
        .endHandler(_ -> {
          if (--state.pendingRequests == 0) {
            state.deadlineNanos = loop.nanoTime() + idleTimeout.toNanos();
          }
        });
  }

  private void closeOverdue() {
    long nowNanos = loop.nanoTime();
    for (Map.Entry<HttpConnection, ConnectionState> entry : Map.copyOf(connections).entrySet()) {
      ConnectionState state = entry.getValue();
      if (state.pendingRequests == 0 && nowNanos - state.deadlineNanos > 0) {
        entry.getKey().close();
      }
    }
    loop.schedule(checkInterval, this::closeOverdue);
  }
}
