package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.TurnBus.RemoteReader;

/**
 * Another node that has readers for a turn of this one, and how much of the log it was sent. What
 * is sent can be lost on its way. The node notices if something follows; otherwise its next
 * announcement shows that it has less than it was sent before the last one.
 */
final class RemoteFollower {

  private long sentLength;
  private long sentBeforeRenewal;
  private long expiresNanos;

  /**
   * Creates a follower.
   *
   * @param offset how much of the log it has from elsewhere
   */
  RemoteFollower(long offset) {
    sentLength = offset;
    sentBeforeRenewal = offset;
  }

  /** Accepts an announcement; sends again what got lost. */
  void renew(RemoteReader reader, long newExpiresNanos) {
    if (reader.restart() || reader.offset() < sentBeforeRenewal) {
      sentLength = reader.offset();
    }
    sentBeforeRenewal = sentLength;
    expiresNanos = newExpiresNanos;
  }

  boolean hasExpired(long nowNanos) {
    return nowNanos - expiresNanos > 0;
  }

  long sentLength() {
    return sentLength;
  }

  void sentTo(long length) {
    sentLength = length;
  }
}
