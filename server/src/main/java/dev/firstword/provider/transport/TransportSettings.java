package dev.firstword.provider.transport;

import java.time.Duration;

/**
 * The bounds of a transport. Every number of connections and calls is for one event loop and one
 * origin (scheme, host and port).
 *
 * @param connectTimeout for one attempt to connect, and again for its TLS handshake
 * @param connectionWait the longest that a call waits for a connection, connecting included
 * @param maxConnections open or connecting; HTTP/2 needs one for about a hundred calls, HTTP/1.1
 *     one for each stream, so that a small number would be a limit on turns
 * @param maxWaiting calls that may wait for a connection; one more is refused at once
 * @param keepAlive how long an unused connection is kept; shorter than what load balancers commonly
 *     allow (60 s), so that it is this side that closes
 * @param silence the longest that nothing at all may come while a response is awaited or read
 * @param maxHeaderBytes of a response
 */
public record TransportSettings(
    Duration connectTimeout,
    Duration connectionWait,
    int maxConnections,
    int maxWaiting,
    Duration keepAlive,
    Duration silence,
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
    requirePositive("connectionWait", connectionWait.toMillis());
    requirePositive("maxConnections", maxConnections);
    requirePositive("keepAlive", keepAlive.toMillis());
    requirePositive("silence", silence.toMillis());
    requirePositive("maxHeaderBytes", maxHeaderBytes);
    if (maxWaiting < 0) {
      throw new IllegalArgumentException("maxWaiting must not be negative: " + maxWaiting);
    }
  }

  public TransportSettings withConnectTimeout(Duration value) {
    return new TransportSettings(
        value, connectionWait, maxConnections, maxWaiting, keepAlive, silence, maxHeaderBytes);
  }

  public TransportSettings withConnectionWait(Duration value) {
    return new TransportSettings(
        connectTimeout, value, maxConnections, maxWaiting, keepAlive, silence, maxHeaderBytes);
  }

  public TransportSettings withPool(int connections, int waiting) {
    return new TransportSettings(
        connectTimeout, connectionWait, connections, waiting, keepAlive, silence, maxHeaderBytes);
  }

  public TransportSettings withKeepAlive(Duration value) {
    return new TransportSettings(
        connectTimeout, connectionWait, maxConnections, maxWaiting, value, silence, maxHeaderBytes);
  }

  public TransportSettings withSilence(Duration value) {
    return new TransportSettings(
        connectTimeout,
        connectionWait,
        maxConnections,
        maxWaiting,
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
