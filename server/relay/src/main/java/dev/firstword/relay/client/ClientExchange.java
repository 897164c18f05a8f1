package dev.firstword.relay.client;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/** A request that has been sent over a connection, and its response. */
interface ClientExchange {

  /** Receives the response, on the connection's event loop. Nothing follows an end or a failure. */
  interface Listener {

    void onHead(HttpResponse head);

    /** A chunk of the body; valid only until this method returns. */
    void onContent(ByteBuf content);

    /** All chunks of one network read have been delivered. */
    void onReadComplete();

    void onEnd();

    void onFailure(Failure failure);
  }

  /** How an exchange failed. */
  enum Failure {
    /** The connection or the stream was closed. */
    DISCONNECTED,

    /** The peer has not processed the request, and says so (RFC 9113, section 8.7). */
    REFUSED,

    /** The response is not valid HTTP. */
    MALFORMED
  }

  /** Whether the whole request has been written to the socket. */
  boolean isRequestWritten();

  /** Ends the exchange: closes an HTTP/1.1 connection, resets an HTTP/2 stream. */
  void abort();
}
