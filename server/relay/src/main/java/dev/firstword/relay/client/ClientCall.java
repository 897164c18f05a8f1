package dev.firstword.relay.client;

/** One request and its response in progress. Confined to the event loop that sent it. */
public interface ClientCall {

  /**
   * Ends the call immediately in any state: leaves the queue, closes an HTTP/1.1 connection, or
   * resets an HTTP/2 stream. Does nothing once the call has ended.
   */
  void cancel();

  /**
   * The listener needs no more. The rest of the response is read and discarded so that the
   * connection can be reused; if it does not end shortly, the call is cancelled.
   */
  void finish();
}
