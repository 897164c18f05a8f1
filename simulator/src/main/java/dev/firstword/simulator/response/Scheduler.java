package dev.firstword.simulator.response;

/** Runs actions at times of a monotonic clock, all on one thread. */
public interface Scheduler {

  /** Returns the clock's time in nanoseconds from an arbitrary origin. */
  long nanoTime();

  /** Runs the action at the given time, or as soon as possible if that time has passed. */
  Cancellable scheduleAt(long nanos, Runnable action);

  /** A handle to cancel a scheduled action. */
  interface Cancellable {
    void cancel();
  }
}
