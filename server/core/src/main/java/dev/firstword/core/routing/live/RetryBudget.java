package dev.firstword.core.routing.live;

import java.util.function.LongSupplier;

/**
 * A retry budget: limits the retries of one model to a share of its calls. Failures then do not
 * multiply the load of a provider that fails because of it (Site Reliability Engineering, ch. 22).
 * A few retries a second are always allowed, since a share of little traffic is nothing.
 */
public final class RetryBudget {

  private static final double SHARE = 0.2;
  private static final double MIN_PER_SECOND = 1;
  private static final double MAX_BALANCE = 20;

  private final LongSupplier nanoTime;
  private double balance = MAX_BALANCE;
  private long accruedNanos;

  RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.accruedNanos = nanoTime.getAsLong();
  }

  /** A call starts that is no retry. */
  public synchronized void recordCall() {
    add(SHARE);
  }

  /** Takes a retry. Returns whether the budget allows it. */
  public synchronized boolean tryAcquire() {
    long now = nanoTime.getAsLong();
    add((now - accruedNanos) / 1e9 * MIN_PER_SECOND);
    accruedNanos = now;
    if (balance < 1) {
      return false;
    }
    balance--;
    return true;
  }

  private void add(double retries) {
    balance = Math.min(MAX_BALANCE, balance + retries);
  }
}
