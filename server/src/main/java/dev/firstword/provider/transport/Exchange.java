package dev.firstword.provider.transport;

/** One request and its response, under way. Used only on the loop that sent it. */
public interface Exchange {

  /**
   * Ends it at once in whatever state it is: a place in the queue is given up, an HTTP/1.1
   * connection is closed, an HTTP/2 stream is reset. Does nothing on an ended exchange.
   */
  void cancel();

  /**
   * The receiver has all that it needs. What is left of the response is read and dropped, so that
   * the connection can serve again; if it does not end shortly, the exchange is cancelled.
   */
  void finish();
}
