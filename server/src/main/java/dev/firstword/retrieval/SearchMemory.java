package dev.firstword.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was found for the last questions of each tenant, for the next one that means the same: whose
 * vector points nearly the same way. Only what was found in the documents as they are now counts.
 */
final class SearchMemory {

  static final int MOST_QUESTIONS = 500;

  /** One tenant must not take all the room. */
  private static final int SHARE = 4;

  private static final long FRAME_BYTES = 200;

  private final double sameQuestion;
  private final long mostBytesEach;
  private final Cache<String, Kept> kept;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  @SuppressWarnings("ArrayRecordComponent") // A vector is never compared.
  private record Entry(float[] vector, Found found, long bytes) {}

  /** Replaced whole, never changed: it is read while others add to it. */
  private record Kept(long version, List<Entry> newestLast, long bytes) {}

  /**
   * An empty memory.
   *
   * @param sameQuestion the cosine above which two questions mean the same
   * @param mostBytes that are kept in all, about
   */
  SearchMemory(double sameQuestion, long mostBytes) {
    this.sameQuestion = sameQuestion;
    this.mostBytesEach = mostBytes / SHARE;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .<String, Kept>weigher((_, one) -> (int) Math.min(Integer.MAX_VALUE, one.bytes))
            .executor(Runnable::run)
            .build();
  }

  /** Whether anything is kept for a tenant, so that looking is worth its price. */
  boolean knows(String tenant) {
    return kept.getIfPresent(tenant) != null;
  }

  /**
   * What was found for the question that is most like this one, if it means the same.
   *
   * @param version of the tenant's documents now
   * @param wanted how many passages are asked for
   */
  @Nullable Found find(String tenant, float[] vector, long version, int wanted) {
    Kept mine = kept.getIfPresent(tenant);
    Entry best = null;
    if (mine != null && mine.version == version) {
      double nearest = sameQuestion;
      for (Entry entry : mine.newestLast) {
        double cosine = cosine(entry.vector, vector);
        if (cosine > nearest && entry.found.wanted() >= wanted) {
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
    List<Passage> passages = best.found.passages();
    return new Found(passages.subList(0, Math.min(passages.size(), wanted)), version, true, wanted);
  }

  /** Both are of length one. */
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

  void keep(String tenant, float[] vector, Found found) {
    Entry entry = new Entry(vector, found, bytes(vector, found));
    var _ =
        kept.asMap()
            .compute(
                tenant,
                (_, before) -> {
                  if (before == null || before.version < found.version()) {
                    return new Kept(found.version(), List.of(entry), entry.bytes);
                  }
                  return before.version > found.version() ? before : with(before, entry);
                });
  }

  private Kept with(Kept before, Entry entry) {
    Deque<Entry> entries = new ArrayDeque<>(before.newestLast);
    entries.addLast(entry);
    long bytes = before.bytes + entry.bytes;
    while (entries.size() > 1 && (entries.size() > MOST_QUESTIONS || bytes > mostBytesEach)) {
      bytes -= entries.removeFirst().bytes;
    }
    return new Kept(before.version, List.copyOf(entries), bytes);
  }

  private static long bytes(float[] vector, Found found) {
    long bytes = FRAME_BYTES + (long) vector.length * Float.BYTES;
    for (Passage passage : found.passages()) {
      bytes += FRAME_BYTES;
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
