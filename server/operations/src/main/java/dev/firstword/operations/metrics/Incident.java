package dev.firstword.operations.metrics;

/**
 * An event that delayed several turns and belongs to no single one.
 *
 * @param durationMs how long it lasted
 * @param where the code or the address; empty if unknown
 */
public record Incident(Kind kind, long atMs, double durationMs, String where) {

  /** The type of incident. */
  public enum Kind {
    /** A task blocked an event loop. */
    LOOP_STALLED,
    /** A call to a model had to wait for a new connection. */
    COLD_CONNECTION
  }
}
