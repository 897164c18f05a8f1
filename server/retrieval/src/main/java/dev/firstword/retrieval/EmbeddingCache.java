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
 * Caches the embeddings of questions, first on this node, then in a cache shared by all nodes.
 * Entries are per tenant, so that response times do not reveal what other tenants have asked. Keys
 * are digests and do not contain the questions.
 */
final class EmbeddingCache {

  private static final Duration TTL = Duration.ofHours(1);
  private static final int KEY_BYTES = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String model;
  private final SharedEmbeddingCache shared;
  private final Cache<String, float[]> local;
  private final LongAdder hits = new LongAdder();
  private final LongAdder sharedHits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * Creates an empty cache.
   *
   * @param model the model that makes the embeddings
   * @param maxBytes the maximum size of this node's cache
   */
  EmbeddingCache(String model, long maxBytes, SharedEmbeddingCache shared, Ticker ticker) {
    this.model = model;
    this.shared = shared;
    this.local =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<String, float[]>weigher((_, vector) -> KEY_BYTES + vector.length * Float.BYTES)
            .expireAfterAccess(TTL)
            .ticker(ticker)
            .build();
  }

  float @Nullable [] find(String tenant, String question) {
    String key = key(tenant, question);
    float[] cached = local.getIfPresent(key);
    if (cached != null) {
      hits.increment();
      return cached;
    }
    float[] fromShared = shared.find(key);
    if (fromShared != null) {
      sharedHits.increment();
      local.put(key, fromShared);
      return fromShared;
    }
    misses.increment();
    return null;
  }

  void put(String tenant, String question, float[] vector) {
    String key = key(tenant, question);
    if (local.asMap().putIfAbsent(key, vector) == null) {
      shared.put(key, vector);
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
      String normalized = SPACE.matcher(question.strip()).replaceAll(" ");
      return HexFormat.of().formatHex(digest.digest(normalized.getBytes(UTF_8)));
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
