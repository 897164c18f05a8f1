package dev.firstword.api;

import io.vertx.core.http.HttpServerResponse;

/**
 * What all event streams have in common: the head, the frames without an event, and a disconnect.
 */
final class EventStreamResponse {

  static final String KEEP_ALIVE_COMMENT = ": keep-alive\n\n";
  static final String DONE_FRAME = "data: [DONE]\n\n";

  private EventStreamResponse() {}

  /**
   * Prepares the response head, which leaves with the first write.
   *
   * @param serverTiming the value of the {@code Server-Timing} header
   */
  static void prepareHead(HttpServerResponse response, String turnId, String serverTiming) {
    response
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-cache, no-transform")
        .putHeader("x-accel-buffering", "no")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("turn-id", turnId)
        .putHeader(ServerTiming.HEADER, serverTiming);
  }

  /**
   * Runs an action when the reader disconnects, immediately if it already has.
   *
   * @return whether the reader is still connected
   */
  static boolean onDisconnect(HttpServerResponse response, Runnable action) {
    response.closeHandler(_ -> action.run());
    response.exceptionHandler(_ -> action.run());
    if (response.closed()) {
      action.run(); // Closed before the handlers were set.
      return false;
    }
    return true;
  }
}
