package dev.firstword.core.job;

import dev.firstword.core.fairness.FairQueue;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A queue of the turns of this node's jobs, from which those of each tenant start in turn, with a
 * limit on how many run at a time. Callable from any thread; never blocks.
 */
final class JobQueue {

  /** Whether there is room for another job. */
  enum Reservation {
    RESERVED,
    QUEUE_FULL,
    TENANT_LIMIT_REACHED
  }

  private final JobLimits limits;
  private final Consumer<AdmittedTurn> start;
  private final Map<String, AdmittedTurn> turns = new HashMap<>();

  /** The ids of the turns that wait. Reservations bound them, so the queue takes them all. */
  private final FairQueue<String> waiting = new FairQueue<>(Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final Map<String, Integer> reservedByTenant = new HashMap<>();
  private int reserved;
  private boolean paused;

  /**
   * Creates an empty queue.
   *
   * @param start starts a turn; must hand it over to another thread and return
   */
  JobQueue(JobLimits limits, Consumer<AdmittedTurn> start) {
    this.limits = limits;
    this.start = start;
  }

  /** Reserves a slot for a job that may follow, if there is room for it. */
  synchronized Reservation reserve(String tenant) {
    int reservedOfTenant = reservedByTenant.getOrDefault(tenant, 0);
    int free = Math.max(0, limits.maxConcurrent() - running());
    if (waiting.size() + reserved >= limits.maxQueued() + free) {
      return Reservation.QUEUE_FULL;
    }
    if (waiting.size(tenant) + reservedOfTenant >= limits.maxQueuedOfTenant() + free) {
      return Reservation.TENANT_LIMIT_REACHED;
    }
    reserved++;
    reservedByTenant.put(tenant, reservedOfTenant + 1);
    return Reservation.RESERVED;
  }

  /** Releases a reservation, because the job was enqueued or rejected. */
  synchronized void releaseReservation(String tenant) {
    reserved--;
    reservedByTenant.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Starts a turn as soon as a slot is free. */
  void enqueue(AdmittedTurn admitted) {
    TurnIdentity identity = admitted.turn().identity();
    synchronized (this) {
      turns.put(identity.turnId(), admitted);
      waiting.offer(identity.caller().tenant(), identity.turnId());
    }
    startNext();
    if (admitted.turn().state().isFinal()) {
      remove(identity.turnId()); // It may have ended before it was enqueued.
    }
  }

  /** Removes a turn that has ended; has no effect if it is not here. */
  void remove(String turnId) {
    synchronized (this) {
      AdmittedTurn removed = turns.remove(turnId);
      if (removed == null) {
        return;
      }
      waiting.remove(removed.turn().identity().caller().tenant(), turnId);
    }
    startNext();
  }

  /** Returns the number of turns that wait for a free slot. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Returns the number of turns that were started and have not ended. */
  synchronized int running() {
    return turns.size() - waiting.size();
  }

  /** Stops starting turns. */
  synchronized void pause() {
    paused = true;
  }

  private void startNext() {
    List<AdmittedTurn> next = new ArrayList<>();
    synchronized (this) {
      while (!paused && running() < limits.maxConcurrent() && !waiting.isEmpty()) {
        next.add(Objects.requireNonNull(turns.get(waiting.poll())));
      }
    }
    next.forEach(start);
  }
}
