package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.blocking.ResponseHead;
import java.util.List;

/**
 * The result of one probe.
 *
 * @param request the server's description of the request as it arrived; missing if nothing came
 * @param comments the number of comments that arrived
 * @param silentMs the silence before the end
 */
record ProbeResult(
    ResponseHead head,
    JsonNode request,
    List<Arrival> arrivals,
    int comments,
    Outcome outcome,
    double silentMs,
    double endedMs) {

  /**
   * One event: when it was sent and when it arrived, by the server's and the client's clock, each
   * relative to its own start.
   */
  record Arrival(double sentMs, double arrivedMs) {}

  /** How a stream ended. */
  enum Outcome {
    COMPLETE,
    /** The connection was closed before the end. */
    CUT,
    /** Data stopped arriving, and neither side closed the connection. */
    SILENT,
    /** The response was not a probe. */
    REFUSED
  }

  boolean isComplete() {
    return outcome == Outcome.COMPLETE;
  }
}
