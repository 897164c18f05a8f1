package dev.firstword.simulator.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/** An LRU store of cached prefixes with their expiry times. */
final class PrefixStore {
  private final Map<PrefixKey, CachedPrefix> entries;

  PrefixStore(int capacity) {
    entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<PrefixKey, CachedPrefix> eldest) {
            return size() > capacity;
          }
        };
  }

  boolean contains(PrefixKey key, long nowMillis) {
    CachedPrefix entry = entries.get(key);
    if (entry == null) {
      return false;
    }
    if (entry.expiresAtMillis <= nowMillis) {
      entries.remove(key);
      return false;
    }
    return true;
  }

  /** Restarts the prefix's TTL from now, if it is cached. */
  void renew(PrefixKey key, long nowMillis) {
    if (contains(key, nowMillis)) {
      entries.computeIfPresent(
          key, (held, entry) -> new CachedPrefix(entry.ttlMillis, nowMillis + entry.ttlMillis));
    }
  }

  /** Stores the prefix. Never shortens the lifetime of an existing entry. */
  void put(CacheLookup.PendingWrite write) {
    entries.merge(
        write.key(),
        new CachedPrefix(write.ttlMillis(), write.expiresAtMillis()),
        (held, fresh) -> held.expiresAtMillis > fresh.expiresAtMillis ? held : fresh);
  }

  void clear() {
    entries.clear();
  }

  int size() {
    return entries.size();
  }

  private record CachedPrefix(long ttlMillis, long expiresAtMillis) {}
}
