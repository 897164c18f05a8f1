package dev.firstword.core.job;

import dev.firstword.core.turn.admission.AdmittedTurn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A first-in, first-out queue of the turns of this node's jobs, with a limit on how many run at a
 * time. Callable from any thread; never blocks.
 */
final class JobQueue {

  private final int maxConcurrent;
  private final int maxQueued;
  private final Consumer<AdmittedTurn> start;
  private final Map<String, AdmittedTurn> waiting = new LinkedHashMap<>();
  private final Set<String> running = new HashSet<>();
  private int reserved;
  private boolean paused;

  /**
   * Creates an empty queue.
   *
   * @param start starts a turn; must hand it over to another thread and return
   */
  JobQueue(JobLimits limits, Consumer<AdmittedTurn> start) {
    this.maxConcurrent = limits.maxConcurrent();
    this.maxQueued = limits.maxQueued();
    this.start = start;
  }

  /** Reserves a slot for a job that may follow; returns false if the queue is full. */
  synchronized boolean reserve() {
    if (waiting.size() + running.size() + reserved >= maxQueued + maxConcurrent) {
      return false;
    }
    reserved++;
    return true;
  }

  /** Releases a reservation, because the job was enqueued or rejected. */
  synchronized void releaseReservation() {
    reserved--;
  }

  /** Starts a turn as soon as a slot is free. */
  void enqueue(AdmittedTurn admitted) {
    synchronized (this) {
      waiting.put(turnId(admitted), admitted);
    }
    startNext();
    if (admitted.turn().state().isFinal()) {
      remove(turnId(admitted)); // It may have ended before it was enqueued.
    }
  }

  /** Removes a turn that has ended; has no effect if it is not here. */
  void remove(String turnId) {
    boolean removed;
    synchronized (this) {
      removed = running.remove(turnId) || waiting.remove(turnId) != null;
    }
    if (removed) {
      startNext();
    }
  }

  /** Returns the number of turns that wait for a free slot. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Returns the number of turns that were started and have not ended. */
  synchronized int running() {
    return running.size();
  }

  /** Stops starting turns. */
  synchronized void pause() {
    paused = true;
  }

  private void startNext() {
    List<AdmittedTurn> next = new ArrayList<>();
    synchronized (this) {
      var iterator = waiting.values().iterator();
      while (!paused && running.size() < maxConcurrent && iterator.hasNext()) {
        AdmittedTurn admitted = iterator.next();
        iterator.remove();
        running.add(turnId(admitted));
        next.add(admitted);
      }
    }
    next.forEach(start);
  }

  private static String turnId(AdmittedTurn admitted) {
    return admitted.turn().identity().turnId();
  }
}
