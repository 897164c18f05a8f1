package dev.firstword.monitor;

/**
 * Something that made turns wait and that belongs to none of them alone.
 *
 * @param ms how long it lasted
 * @param where in the server, or which address; empty where that says nothing
 */
public record Incident(Kind kind, long atMs, double ms, String where) {

  /** What happened. */
  public enum Kind {
    /** Work on an event loop held up all the rest there. */
    LOOP_HELD_UP,
    /** A call of a model had to wait for a connection to be made. */
    COLD_CONNECTION
  }
}
