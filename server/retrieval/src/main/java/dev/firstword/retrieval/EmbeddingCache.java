package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
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
  private static final int KEY_BYTES = 300;

  /** So that no two tenants share a prefix. */
  private static final int TENANT_DIGEST_BYTES = 16;

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

  /** Drops the vectors of a tenant, here and in the shared cache. */
  void removeAll(String tenant) {
    String prefix = prefix(tenant);
    local.asMap().keySet().removeIf(key -> key.startsWith(prefix));
    shared.removeAll(prefix);
  }

  /** Begins with the tenant, so that all of a tenant's entries can be found. */
  private String key(String tenant, String question) {
    String normalized = SPACE.matcher(question.strip()).replaceAll(" ");
    return prefix(tenant) + HexFormat.of().formatHex(digest(List.of(model, normalized)));
  }

  private static String prefix(String tenant) {
    return HexFormat.of().formatHex(digest(List.of(tenant)), 0, TENANT_DIGEST_BYTES) + ":";
  }

  private static byte[] digest(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return digest.digest();
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
