package dev.firstword.relay.client;

import java.net.URI;

/** Sends requests to providers over persistent connections. */
public interface Transport extends AutoCloseable {

  /**
   * Sends a request. Must be called on an event loop. The listener is called on the same loop, but
   * never from within this method.
   */
  ClientCall send(OutgoingRequest call, ResponseListener listener);

  /**
   * Ensures that the calling event loop has a connection to this address, or is opening one. Must
   * be called on an event loop; a failure only shows when a request is sent.
   */
  void preconnect(URI address);

  /** Closes every connection; calls in progress fail. Returns without waiting. */
  @Override
  void close();
}
