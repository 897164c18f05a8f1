package dev.firstword.api;

import dev.firstword.relay.server.ServerResponse;

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
  static void prepareHead(ServerResponse response, String turnId, String serverTiming) {
    response.status(200).stream()
        .header("content-type", "text/event-stream; charset=utf-8")
        .header("cache-control", "no-cache, no-transform")
        .header("x-accel-buffering", "no")
        .header("x-content-type-options", "nosniff")
        .header("turn-id", turnId)
        .header(ServerTiming.HEADER, serverTiming);
  }

  /**
   * Runs an action when the reader disconnects, immediately if it already has.
   *
   * @return whether the reader is still connected
   */
  static boolean onDisconnect(ServerResponse response, Runnable action) {
    response.onClose(action);
    if (response.isClosed()) {
      action.run(); // Closed before the handlers were set.
      return false;
    }
    return true;
  }
}
