package dev.firstword.core.fairness;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shares slots between tenants that ask for them again and again instead of waiting in a queue:
 * start-time fair queueing (Goyal, Vin and Cheng, 1996) over the tenants that asked in vain lately.
 * A slot is kept for the tenant that had the fewest, for as long as it keeps asking. Not
 * thread-safe: its owner has a lock.
 */
public final class FairShare {

  /** Further tenants count as one. */
  private static final int MAX_TENANTS = 1_000;

  private static final String OTHERS = "";

  private final LongSupplier nanoTime;
  private final long memoryNanos;
  private final Map<String, Account> accounts = new HashMap<>();

  /** The slots of one tenant, relative to the others, and until when it counts as asking. */
  private static final class Account {
    double slots;
    boolean isWaiting;
    long expiresNanos;
  }

  /**
   * Creates a share without any tenants.
   *
   * @param memory how long a tenant that got no slot counts as asking; longer than it takes to ask
   *     again
   */
  public FairShare(LongSupplier nanoTime, Duration memory) {
    this.nanoTime = nanoTime;
    this.memoryNanos = memory.toNanos();
  }

  /**
   * Returns whether a slot that is free now is this tenant's. The caller then calls {@link
   * #recordSlot} if it takes one, or else {@link #recordWait}.
   */
  public boolean mayTake(String tenant) {
    forgetExpired();
    double own = account(tenant).slots;
    return accounts.values().stream().noneMatch(other -> other.isWaiting && other.slots < own);
  }

  /** The tenant takes a slot. */
  public void recordSlot(String tenant) {
    Account account = account(tenant);
    account.slots++;
    account.isWaiting = false;
    account.expiresNanos = nanoTime.getAsLong() + memoryNanos;
  }

  /** The tenant gets no slot now, and will ask again. */
  public void recordWait(String tenant) {
    Account account = account(tenant);
    account.isWaiting = true;
    account.expiresNanos = nanoTime.getAsLong() + memoryNanos;
  }

  /** Forgets all tenants: there are enough slots. */
  public void clear() {
    accounts.clear();
  }

  /** A new tenant starts level with the one that had the fewest: it saved up nothing before. */
  private Account account(String tenant) {
    String key = accounts.containsKey(tenant) || accounts.size() < MAX_TENANTS ? tenant : OTHERS;
    Account known = accounts.get(key);
    if (known != null) {
      return known;
    }
    Account created = new Account();
    created.slots = fewest(accounts.values());
    created.expiresNanos = nanoTime.getAsLong() + memoryNanos;
    accounts.put(key, created);
    return created;
  }

  private static double fewest(Collection<Account> accounts) {
    return accounts.stream().mapToDouble(account -> account.slots).min().orElse(0);
  }

  private void forgetExpired() {
    long now = nanoTime.getAsLong();
    accounts.values().removeIf(account -> account.expiresNanos - now < 0);
  }
}
