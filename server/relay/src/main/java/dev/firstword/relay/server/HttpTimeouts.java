package dev.firstword.relay.server;

import java.time.Duration;

/**
 * The timeouts of the HTTP server.
 *
 * @param head from the connection, or the previous response, to a complete request head
 * @param body from the first to the last byte of a request body
 * @param idle for an unused connection
 * @param keepAliveInterval the silence on a stream after which a comment is sent
 * @param stall for a reader that takes none of the data that is waiting for it
 */
public record HttpTimeouts(
    Duration head, Duration body, Duration idle, Duration keepAliveInterval, Duration stall) {

  /**
   * The defaults. Proxies close a silent connection after 60 s or more, mobile networks sooner. An
   * unused connection outlives two keep-alive intervals by far.
   */
  public static final HttpTimeouts DEFAULTS =
      new HttpTimeouts(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(75),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));
}
