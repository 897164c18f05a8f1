package dev.firstword.simulator.response;

/** What follows the last event of a stream. */
public enum StreamEnd {
  /** The response ends. */
  CLOSES,
  /** Nothing, while the connection stays open. */
  STAYS_SILENT,
  /** Keep-alives without end. */
  KEEPS_ALIVE
}
