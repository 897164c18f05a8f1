package dev.firstword.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.SearchResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Caches the search results of each tenant's latest questions, and reuses them for a question with
 * the same meaning: one whose embedding is close enough. A result is valid only for the version of
 * the documents it was found in.
 */
final class SemanticSearchCache {

  static final int MAX_QUESTIONS_PER_TENANT = 500;

  /** One tenant may use at most this fraction (1/4) of the cache. */
  private static final int MAX_TENANT_FRACTION = 4;

  private static final long OVERHEAD_BYTES = 200;

  private final double similarityThreshold;
  private final long maxBytesPerTenant;
  private final Cache<String, TenantEntries> entriesByTenant;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  @SuppressWarnings("ArrayRecordComponent") // A vector is never compared.
  private record Entry(float[] vector, SearchResult result, long bytes) {}

  /** Immutable: replaced as a whole, because it is read concurrently. */
  private record TenantEntries(long version, List<Entry> oldestFirst, long bytes) {}

  /**
   * Creates an empty cache.
   *
   * @param similarityThreshold the cosine similarity above which two questions mean the same
   * @param maxBytes the approximate maximum size of the cache
   */
  SemanticSearchCache(double similarityThreshold, long maxBytes) {
    this.similarityThreshold = similarityThreshold;
    this.maxBytesPerTenant = maxBytes / MAX_TENANT_FRACTION;
    this.entriesByTenant =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<String, TenantEntries>weigher(
                (_, one) -> (int) Math.min(Integer.MAX_VALUE, one.bytes))
            .executor(Runnable::run)
            .build();
  }

  /** Whether anything is cached for a tenant, so that a lookup is worth its cost. */
  boolean hasEntries(String tenant) {
    return entriesByTenant.getIfPresent(tenant) != null;
  }

  /**
   * Returns the result of the most similar question, if it means the same.
   *
   * @param version the current version of the tenant's documents
   * @param limit the number of passages requested
   * @return null on a miss
   */
  @Nullable SearchResult find(String tenant, float[] vector, long version, int limit) {
    TenantEntries cached = entriesByTenant.getIfPresent(tenant);
    Entry best = null;
    if (cached != null && cached.version == version) {
      double nearest = similarityThreshold;
      for (Entry entry : cached.oldestFirst) {
        double cosine = cosine(entry.vector, vector);
        if (cosine > nearest && entry.result.limit() >= limit) {
          nearest = cosine;
          best = entry;
        }
      }
    }
    if (best == null) {
      misses.increment();
      return null;
    }
    hits.increment();
    List<Passage> passages = best.result.passages();
    return new SearchResult(
        passages.subList(0, Math.min(passages.size(), limit)), version, true, limit);
  }

  /** Both vectors must be of length one. */
  private static double cosine(float[] one, float[] other) {
    if (one.length != other.length) {
      return -1;
    }
    float product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
    }
    return product;
  }

  void put(String tenant, float[] vector, SearchResult result) {
    Entry entry = new Entry(vector, result, sizeInBytes(vector, result));
    var _ =
        entriesByTenant
            .asMap()
            .compute(
                tenant,
                (_, before) -> {
                  if (before == null || before.version < result.version()) {
                    return new TenantEntries(result.version(), List.of(entry), entry.bytes);
                  }
                  return before.version > result.version() ? before : withEntry(before, entry);
                });
  }

  private TenantEntries withEntry(TenantEntries before, Entry entry) {
    Deque<Entry> entries = new ArrayDeque<>(before.oldestFirst);
    entries.addLast(entry);
    long bytes = before.bytes + entry.bytes;
    while (entries.size() > 1
        && (entries.size() > MAX_QUESTIONS_PER_TENANT || bytes > maxBytesPerTenant)) {
      bytes -= entries.removeFirst().bytes;
    }
    return new TenantEntries(before.version, List.copyOf(entries), bytes);
  }

  /** Drops all results of a tenant. */
  void removeAll(String tenant) {
    entriesByTenant.invalidate(tenant);
  }

  private static long sizeInBytes(float[] vector, SearchResult result) {
    long bytes = OVERHEAD_BYTES + (long) vector.length * Float.BYTES;
    for (Passage passage : result.passages()) {
      bytes += OVERHEAD_BYTES;
      bytes += 2L * (passage.text().length() + passage.heading().length());
      bytes += 2L * (passage.title().length() + passage.source().length());
    }
    return bytes;
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
