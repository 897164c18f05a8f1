package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.log.TurnLog;

/**
 * The last event that a reader has seen, after which it resumes. Browsers send the header {@code
 * Last-Event-ID} on their own; other clients may use the parameter {@code after}.
 *
 * @param number the sequence number of the event; 0 for none
 * @param isHeader whether the header names it
 */
record LastEventId(long number, boolean isHeader) {

  /**
   * Reads it from a request.
   *
   * @throws ProblemException with status 400 if it is no number of an event
   */
  static LastEventId of(RequestContext context) {
    String header = context.header("last-event-id");
    String value = header == null ? context.query("after") : header;
    if (value == null || value.isEmpty()) {
      return new LastEventId(0, header != null);
    }
    try {
      long number = Long.parseLong(value);
      if (number >= 0) {
        return new LastEventId(number, header != null);
      }
    } catch (NumberFormatException _) {
      // Rejected below, like a negative number.
    }
    throw new ProblemException(
        Problem.malformed("Last-Event-ID (or \"after\") must be the id of an event."));
  }

  /**
   * Returns whether this is the last event of an ended turn. An {@code EventSource} reconnects
   * after every end, with the id of the last event; only 204 stops it. A reader that is ahead of
   * the log still gets the end, which it has not seen: a crash lost what it saw before.
   */
  boolean isEndOf(TurnLog.View log) {
    return isHeader && log.ended() && !log.isEmpty() && number == log.lastSequence();
  }
}
