package dev.firstword.relay.server;

/** Handles the requests of one event loop's connections, on that loop. Must not block. */
public interface RequestHandler {

  /** Why a request could not be parsed. */
  enum Invalidity {
    /** The request line is longer than the limit. */
    LINE_TOO_LONG,
    /** The headers are larger than the limit. */
    HEADERS_TOO_LARGE,
    /** Anything else that is not valid HTTP. */
    MALFORMED
  }

  /** A request head has arrived; its body follows. Must end the response, now or later. */
  void onRequest(ServerRequest request);

  /** A request was not valid HTTP. Must respond; the connection closes afterwards. */
  void onInvalidRequest(ServerRequest request, Invalidity invalidity);
}
