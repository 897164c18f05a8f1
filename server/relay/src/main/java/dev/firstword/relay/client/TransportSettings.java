package dev.firstword.relay.client;

import java.time.Duration;

/**
 * Limits and timeouts of a transport. All numbers of connections and calls are per event loop and
 * origin (scheme, host and port).
 *
 * @param connectTimeout for one connection attempt, and again for its TLS handshake
 * @param acquireTimeout the longest that a call waits for a connection, connecting included
 * @param maxConnections open or connecting; HTTP/2 needs one for about a hundred calls, HTTP/1.1
 *     one per stream, so a small number would limit the number of turns
 * @param maxPendingAcquires how many calls may wait for a connection; further calls fail
 *     immediately
 * @param keepAlive how long an idle connection is kept; shorter than load balancers commonly allow
 *     (60 s), so that this side closes first
 * @param idleTimeout the longest time without a byte while a response is awaited or read
 * @param maxHeaderBytes of a response
 */
public record TransportSettings(
    Duration connectTimeout,
    Duration acquireTimeout,
    int maxConnections,
    int maxPendingAcquires,
    Duration keepAlive,
    Duration idleTimeout,
    int maxHeaderBytes) {

  public static final TransportSettings DEFAULTS =
      new TransportSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          10_240,
          1024,
          Duration.ofSeconds(55),
          Duration.ofSeconds(120),
          32 * 1024);

  public TransportSettings {
    requirePositive("connectTimeout", connectTimeout.toMillis());
    requirePositive("acquireTimeout", acquireTimeout.toMillis());
    requirePositive("maxConnections", maxConnections);
    requirePositive("keepAlive", keepAlive.toMillis());
    requirePositive("idleTimeout", idleTimeout.toMillis());
    requirePositive("maxHeaderBytes", maxHeaderBytes);
    if (maxPendingAcquires < 0) {
      throw new IllegalArgumentException(
          "maxPendingAcquires must not be negative: " + maxPendingAcquires);
    }
  }

  public TransportSettings withConnectTimeout(Duration value) {
    return new TransportSettings(
        value,
        acquireTimeout,
        maxConnections,
        maxPendingAcquires,
        keepAlive,
        idleTimeout,
        maxHeaderBytes);
  }

  public TransportSettings withAcquireTimeout(Duration value) {
    return new TransportSettings(
        connectTimeout,
        value,
        maxConnections,
        maxPendingAcquires,
        keepAlive,
        idleTimeout,
        maxHeaderBytes);
  }

  public TransportSettings withPool(int connections, int pendingAcquires) {
    return new TransportSettings(
        connectTimeout,
        acquireTimeout,
        connections,
        pendingAcquires,
        keepAlive,
        idleTimeout,
        maxHeaderBytes);
  }

  public TransportSettings withKeepAlive(Duration value) {
    return new TransportSettings(
        connectTimeout,
        acquireTimeout,
        maxConnections,
        maxPendingAcquires,
        value,
        idleTimeout,
        maxHeaderBytes);
  }

  public TransportSettings withIdleTimeout(Duration value) {
    return new TransportSettings(
        connectTimeout,
        acquireTimeout,
        maxConnections,
        maxPendingAcquires,
        keepAlive,
        value,
        maxHeaderBytes);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
