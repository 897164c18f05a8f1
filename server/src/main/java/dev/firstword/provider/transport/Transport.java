package dev.firstword.provider.transport;

import java.net.URI;

/** Sends requests to providers over connections that it keeps open for the next one. */
public interface Transport extends AutoCloseable {

  /**
   * Sends a request. Must be invoked on an event loop; the receiver is called on that same loop,
   * never from within this method.
   */
  Exchange send(OutgoingCall call, Receiver receiver);

  /**
   * Makes sure that the calling loop has a connection to this address, or is about to. Must be
   * invoked on an event loop; failure shows only when a request is sent.
   */
  void warm(URI address);

  /** Closes every connection; calls under way fail. Returns without waiting for it. */
  @Override
  void close();
}
