package dev.firstword.timeline;

/**
 * Whether anything is measured. It always is, but in the server that a benchmark holds against one
 * that measures nothing, to see what measuring costs: that one is started with {@code
 * -Dfirstword.unmeasured=true}, and its answers say nothing of their latency.
 */
public final class Measuring {

  /** A constant, so that where it is on it costs nothing to ask. */
  public static final boolean ON = !Boolean.getBoolean("firstword.unmeasured");

  private Measuring() {}
}
