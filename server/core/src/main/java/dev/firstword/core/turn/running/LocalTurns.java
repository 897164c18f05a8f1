package dev.firstword.core.turn.running;

import dev.firstword.core.turn.store.TurnIdentity;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The turns that run on this node, by id. Callable from any thread. */
public final class LocalTurns {

  private final Map<String, Turn> turns = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition becameEmpty = lock.newCondition();
  private volatile boolean draining;

  public void add(Turn turn) {
    turns.put(turn.identity().turnId(), turn);
  }

  /** Removes a turn that has ended here; the store answers for it from now on. */
  public void remove(TurnIdentity identity) {
    if (turns.remove(identity.turnId()) != null && turns.isEmpty()) {
      lock.lock();
      try {
        becameEmpty.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  public Optional<Turn> find(String turnId) {
    return Optional.ofNullable(turns.get(turnId));
  }

  /** Cancels a turn for its user, if it runs here. */
  public void cancel(String turnId) {
    find(turnId).ifPresent(Turn::cancel);
  }

  public Collection<Turn> all() {
    return Collections.unmodifiableCollection(turns.values());
  }

  public int size() {
    return turns.size();
  }

  /** From now on no turn is admitted, because the node is shutting down. */
  public void startDraining() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  /** Waits until no turn is left, for at most the given time; returns whether none is left. */
  public boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long nanosLeft = timeout.toNanos();
    lock.lock();
    try {
      while (!turns.isEmpty() && nanosLeft > 0) {
        nanosLeft = becameEmpty.awaitNanos(nanosLeft);
      }
      return turns.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
