package dev.firstword.simulator.response;

import java.util.Map;

/** Writes the response of one call to its client. */
public interface ResponseWriter {

  /** Sends the head of a streamed response. An empty content type is not sent. */
  void writeHead(int status, String contentType, Map<String, String> headers);

  /** Sends bytes immediately, in a separate write. */
  void write(byte[] bytes);

  /** Completes a streamed response. */
  void end();

  /** Sends a complete reply. */
  default void sendReply(JsonReply reply) {
    sendReply(reply, () -> {});
  }

  /**
   * Sends a complete reply. Runs the action just before the last bytes leave, so that a client that
   * has read the whole reply sees what the action recorded.
   */
  void sendReply(JsonReply reply, Runnable beforeEnd);

  /**
   * Sends the head of a complete reply and the first bytes of its body, then closes the connection.
   */
  void sendTruncated(JsonReply reply, int byteCount);

  /** Closes the connection without completing the response. */
  void abort();

  /** Returns whether the response continues after its connection was closed. */
  default boolean outlivesConnection() {
    return false;
  }

  /** Resets the connection. The client sees neither a response nor an orderly close. */
  void reset();

  /** Runs the action once all previous operations have been performed. */
  void whenFlushed(Runnable action);

  /** Returns whether the client is reading more slowly than the response is written. */
  boolean isCongested();

  /** Runs the action once the client has caught up. */
  void onDrain(Runnable action);
}
