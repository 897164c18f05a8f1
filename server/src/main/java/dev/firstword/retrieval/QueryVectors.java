package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of questions that were asked before: on this node, then on any. Each tenant has its
 * own, so that nobody can tell by the time it takes what others have asked. Keys are digests: what
 * people asked is not in them.
 */
final class QueryVectors {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final int KEY_BYTES = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String model;
  private final SharedVectors shared;
  private final Cache<String, float[]> own;
  private final LongAdder hits = new LongAdder();
  private final LongAdder sharedHits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * An empty memory.
   *
   * @param model that makes the vectors
   * @param mostBytes that this node keeps
   */
  QueryVectors(String model, long mostBytes, SharedVectors shared, Ticker ticker) {
    this.model = model;
    this.shared = shared;
    this.own =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .<String, float[]>weigher((_, vector) -> KEY_BYTES + vector.length * Float.BYTES)
            .expireAfterAccess(KEPT)
            .ticker(ticker)
            .build();
  }

  float @Nullable [] find(String tenant, String question) {
    String key = key(tenant, question);
    float[] known = own.getIfPresent(key);
    if (known != null) {
      hits.increment();
      return known;
    }
    float[] elsewhere = shared.find(key);
    if (elsewhere != null) {
      sharedHits.increment();
      own.put(key, elsewhere);
      return elsewhere;
    }
    misses.increment();
    return null;
  }

  void keep(String tenant, String question, float[] vector) {
    String key = key(tenant, question);
    if (own.asMap().putIfAbsent(key, vector) == null) {
      shared.keep(key, vector);
    }
  }

  private String key(String tenant, String question) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(tenant, model)) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
      }
      String same = SPACE.matcher(question.strip()).replaceAll(" ");
      return HexFormat.of().formatHex(digest.digest(same.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  long hits() {
    return hits.sum();
  }

  long sharedHits() {
    return sharedHits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
