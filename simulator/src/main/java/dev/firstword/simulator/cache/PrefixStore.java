package dev.firstword.simulator.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/** The prefixes that are kept, with their lives; the least recently used go when it is full. */
final class PrefixStore {
  private final Map<PrefixKey, Kept> entries;

  PrefixStore(int capacity) {
    entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<PrefixKey, Kept> eldest) {
            return size() > capacity;
          }
        };
  }

  boolean holds(PrefixKey key, long nowMillis) {
    Kept entry = entries.get(key);
    if (entry == null) {
      return false;
    }
    if (entry.expiresAtMillis <= nowMillis) {
      entries.remove(key);
      return false;
    }
    return true;
  }

  /** Lets the prefix live its whole life again from now, if it is held. */
  void renew(PrefixKey key, long nowMillis) {
    if (holds(key, nowMillis)) {
      entries.computeIfPresent(
          key, (held, entry) -> new Kept(entry.lifeMillis, nowMillis + entry.lifeMillis));
    }
  }

  /** Keeps the prefix; one that is held already never gets a shorter life by it. */
  void keep(CacheVisit.Write write) {
    entries.merge(
        write.key(),
        new Kept(write.lifeMillis(), write.expiresAtMillis()),
        (held, fresh) -> held.expiresAtMillis > fresh.expiresAtMillis ? held : fresh);
  }

  void clear() {
    entries.clear();
  }

  int size() {
    return entries.size();
  }

  private record Kept(long lifeMillis, long expiresAtMillis) {}
}
