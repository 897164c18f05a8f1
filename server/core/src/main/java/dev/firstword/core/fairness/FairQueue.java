package dev.firstword.core.fairness;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A queue that takes one entry of each tenant in turn, so that the next entry of a tenant waits for
 * at most one of each other tenant, however many those have: fair queueing by round robin (Nagle,
 * RFC 970). The entries of one tenant leave in the order in which they came. Each entry may be in
 * it once. Not thread-safe: its owner has a lock.
 */
public final class FairQueue<T> {

  private final int maxSize;
  private final int maxSizeOfTenant;

  /** The entries of each tenant; the tenant whose turn is next comes first, and none is empty. */
  private final Map<String, Set<T>> entriesByTenant = new LinkedHashMap<>();

  private int size;

  /**
   * Creates an empty queue.
   *
   * @param maxSize the maximum number of entries
   * @param maxSizeOfTenant the maximum number of entries of one tenant
   */
  public FairQueue(int maxSize, int maxSizeOfTenant) {
    this.maxSize = maxSize;
    this.maxSizeOfTenant = maxSizeOfTenant;
  }

  /** Adds an entry; returns false if the queue, or the tenant's part of it, is full. */
  public boolean offer(String tenant, T entry) {
    if (size >= maxSize || size(tenant) >= maxSizeOfTenant) {
      return false;
    }
    if (entriesByTenant.computeIfAbsent(tenant, _ -> new LinkedHashSet<>()).add(entry)) {
      size++;
    }
    return true;
  }

  /** Removes and returns the next entry; null if there is none. */
  public @Nullable T poll() {
    Iterator<Map.Entry<String, Set<T>>> tenants = entriesByTenant.entrySet().iterator();
    if (!tenants.hasNext()) {
      return null;
    }
    Map.Entry<String, Set<T>> first = tenants.next();
    String tenant = first.getKey();
    Set<T> entries = first.getValue();
    tenants.remove();
    Iterator<T> oldestFirst = entries.iterator();
    T next = oldestFirst.next();
    oldestFirst.remove();
    if (!entries.isEmpty()) {
      entriesByTenant.put(tenant, entries);
    }
    size--;
    return next;
  }

  /** Removes an entry of a tenant; returns whether it was there. */
  public boolean remove(String tenant, T entry) {
    Set<T> entries = entriesByTenant.get(tenant);
    if (entries == null || !entries.remove(entry)) {
      return false;
    }
    if (entries.isEmpty()) {
      entriesByTenant.remove(tenant);
    }
    size--;
    return true;
  }

  /** Returns the number of entries. */
  public int size() {
    return size;
  }

  /** Returns the number of entries of one tenant. */
  public int size(String tenant) {
    Set<T> entries = entriesByTenant.get(tenant);
    return entries == null ? 0 : entries.size();
  }

  public boolean isEmpty() {
    return size == 0;
  }
}
