package dev.firstword.simulator.playback;

/** Runs things at points of a monotonic clock, all on one thread. */
public interface Timer {

  /** The clock, in nanoseconds from an arbitrary origin. */
  long nanos();

  /** Runs the action when the clock shows this time, or as soon as possible if it has passed. */
  Alarm at(long nanos, Runnable action);

  /** Something that will run. */
  interface Alarm {
    void cancel();
  }
}
