package dev.firstword.simulator.cache;

import java.util.List;

/**
 * The result of looking up one prompt in the cache.
 *
 * @param writes the entries that become readable once the response has started
 */
public record CacheLookup(CacheUsage usage, List<PendingWrite> writes) {

  public CacheLookup {
    writes = List.copyOf(writes);
  }

  /** A prefix to write, with its expiry in milliseconds since the epoch. */
  record PendingWrite(PrefixKey key, long ttlMillis, long expiresAtMillis) {}
}
