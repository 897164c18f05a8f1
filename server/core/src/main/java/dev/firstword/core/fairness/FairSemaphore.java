package dev.firstword.core.fairness;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A semaphore whose permits go to the waiting threads of each tenant in turn. Thread-safe. */
public final class FairSemaphore {

  private final FairQueue<CompletableFuture<Boolean>> waiting;
  private int permits;

  /**
   * Creates a semaphore whose permits are all available.
   *
   * @param maxWaiting how many threads may wait
   * @param maxWaitingOfTenant how many threads of one tenant may wait
   */
  public FairSemaphore(int permits, int maxWaiting, int maxWaitingOfTenant) {
    this.permits = permits;
    waiting = new FairQueue<>(maxWaiting, maxWaitingOfTenant);
  }

  /**
   * Waits for a permit. Blocks.
   *
   * @return false if there was none in time, or too many threads wait
   */
  public boolean tryAcquire(String tenant, Duration timeout) throws InterruptedException {
    CompletableFuture<Boolean> granted = new CompletableFuture<>();
    synchronized (waiting) {
      if (permits > 0) { // Then no thread waits.
        permits--;
        return true;
      }
      if (!waiting.offer(tenant, granted)) {
        return false;
      }
    }
    try {
      return granted.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return !withdraw(tenant, granted);
    } catch (InterruptedException e) {
      if (!withdraw(tenant, granted)) {
        release();
      }
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // It never fails.
    }
  }

  /** Returns false if the permit was granted just now. */
  private boolean withdraw(String tenant, CompletableFuture<Boolean> granted) {
    synchronized (waiting) {
      return waiting.remove(tenant, granted);
    }
  }

  /** Returns a permit, or gives it to a waiting thread. */
  public void release() {
    CompletableFuture<Boolean> next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        permits++;
        return;
      }
    }
    next.complete(true);
  }

  /** Returns the number of permits that are available. */
  public int availablePermits() {
    synchronized (waiting) {
      return permits;
    }
  }

  /** Returns the number of threads that wait. */
  public int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
