package dev.firstword.simulator.cache;

import java.util.List;

/**
 * One prompt's visit to the cache.
 *
 * @param writes what becomes readable once the response has begun
 */
public record CacheVisit(CacheUsage usage, List<Write> writes) {

  public CacheVisit {
    writes = List.copyOf(writes);
  }

  /** A prefix to keep until a time, given as milliseconds of the epoch. */
  record Write(PrefixKey key, long lifeMillis, long expiresAtMillis) {}
}
