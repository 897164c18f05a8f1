package dev.firstword.relay.client;

import java.time.Duration;

/**
 * Is notified of calls that had no open connection. Called on the event loop, where it must not
 * block.
 */
public interface ConnectionListener {

  /**
   * A call used a connection that was opened for it.
   *
   * @param origin scheme, host and port
   * @param waited how long the call waited for the connection
   */
  void onColdConnection(String origin, Duration waited);
}
