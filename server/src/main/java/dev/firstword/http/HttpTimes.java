package dev.firstword.http;

import java.time.Duration;

/**
 * How long the face waits for those it talks to.
 *
 * @param head from a connection, or the answer before, to the whole of a request's head
 * @param body of a request, from its first byte to its last
 * @param idle a connection that nobody uses
 * @param keepAlive silence in a stream after which it is sent a comment
 * @param stall a reader that takes nothing of what is there for it
 */
public record HttpTimes(
    Duration head, Duration body, Duration idle, Duration keepAlive, Duration stall) {

  /**
   * Proxies give up on a silent connection after 60 s or more, phones' networks sooner; an unused
   * one outlives two keep-alives by far.
   */
  public static final HttpTimes DEFAULTS =
      new HttpTimes(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(75),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));
}
