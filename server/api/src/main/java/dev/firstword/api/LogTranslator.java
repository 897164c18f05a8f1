package dev.firstword.api;

import dev.firstword.relay.server.ServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * Translates the events of a turn's log for the client of another API. Confined to the event loop
 * of its reader.
 */
interface LogTranslator {

  /** Adds the headers of the API to the response. */
  default void prepareHead(ServerResponse response) {}

  /** Translates whole events. */
  void translate(byte[] bytes, int from, int to);

  /** Notes events that the reader has seen already. */
  void skip(byte[] bytes, int from, int to);

  /** Removes and returns what was translated. */
  byte[] take();

  /** Whether the answer has ended with tool calls of the client, whatever follows in the log. */
  default boolean isEndedByTools() {
    return false;
  }

  /** Whether the turn waits for tools of the client, which sends their results later. */
  default boolean isWaitingForClient() {
    return false;
  }

  /** Ends a stream whose turn waits for tools of the client. */
  default void endBeforeTools() {}

  /** Returns what follows the last event of a turn. */
  default byte[] lastFrame() {
    return EventStreamResponse.DONE_FRAME.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether only a broken connection tells the client that the answer is not complete. */
  default boolean isBroken() {
    return false;
  }
}
