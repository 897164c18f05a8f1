package dev.firstword.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What became of a probe.
 *
 * @param request what the server says of the request as it arrived; missing when nothing came
 * @param comments how many came
 * @param silentMs how long nothing had come when it ended
 */
record Observation(
    Head head,
    JsonNode request,
    List<Arrival> arrivals,
    int comments,
    Ending ending,
    double silentMs,
    double endedMs) {

  /** One event, by the server's clock and by ours, each from its own beginning. */
  record Arrival(double sentMs, double arrivedMs) {}

  /** How a stream ends. */
  enum Ending {
    COMPLETE,
    /** The connection was closed before the end. */
    CUT,
    /** Nothing came any more, and nobody closed it. */
    SILENT,
    /** Something else than a probe was answered. */
    REFUSED
  }

  boolean isComplete() {
    return ending == Ending.COMPLETE;
  }
}
