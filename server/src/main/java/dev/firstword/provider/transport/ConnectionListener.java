package dev.firstword.provider.transport;

import java.time.Duration;

/** Hears of calls that had no open connection to go over: on the loop, where it must not wait. */
public interface ConnectionListener {

  /**
   * A call went over a connection that was made for it.
   *
   * @param origin scheme, host and port
   * @param waited until it could go
   */
  void cold(String origin, Duration waited);
}
