package dev.firstword.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.time.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EmbeddingCacheTest {

  private static final float[] VECTOR = {1, 0};

  private final ManualClock clock = new ManualClock();
  private final InMemorySharedCache shared = new InMemorySharedCache();
  private final EmbeddingCache cache = newCache("small", 1_000_000);

  /** A shared cache in memory. */
  private static final class InMemorySharedCache implements SharedEmbeddingCache {
    final Map<String, float[]> vectors = new ConcurrentHashMap<>();

    @Override
    public float @Nullable [] find(String key) {
      return vectors.get(key);
    }

    @Override
    public void put(String key, float[] vector) {
      vectors.put(key, vector);
    }

    @Override
    public void removeAll(String keyPrefix) {
      vectors.keySet().removeIf(key -> key.startsWith(keyPrefix));
    }
  }

  @Test
  void ignoresDifferencesInWhitespace() {
    cache.put("acme", "How many days?", VECTOR);

    assertThat(cache.find("acme", "  How many\n days? ")).isSameAs(VECTOR);
    assertThat(cache.find("acme", "how many days?")).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(1);
  }

  @Test
  void isolatesTenantsOnEveryNode() {
    cache.put("acme", "How many days?", VECTOR);

    assertThat(cache.find("other", "How many days?")).isNull();
    assertThat(newCache("small", 1_000_000).find("other", "How many days?")).isNull();
    assertThat(shared.vectors.keySet())
        .allSatisfy(key -> assertThat(key).matches("[0-9a-f]{32}:[0-9a-f]{64}"));
  }

  @Test
  void dropsAllVectorsOfATenantOnEveryNode() {
    cache.put("acme", "How many days?", VECTOR);
    cache.put("other", "How many days?", VECTOR);

    cache.removeAll("acme");

    assertThat(cache.find("acme", "How many days?")).isNull();
    assertThat(shared.vectors).hasSize(1);
    assertThat(cache.find("other", "How many days?")).isSameAs(VECTOR);
  }

  @Test
  void isolatesModels() {
    cache.put("acme", "How many days?", VECTOR);

    assertThat(newCache("better", 1_000_000).find("acme", "How many days?")).isNull();
  }

  @Test
  void findsVectorsCachedByAnotherNode() {
    cache.put("acme", "How many days?", VECTOR);
    EmbeddingCache elsewhere = newCache("small", 1_000_000);

    assertThat(elsewhere.find("acme", "How many days?")).isSameAs(VECTOR);
    shared.vectors.clear();
    assertThat(elsewhere.find("acme", "How many days?")).isSameAs(VECTOR);
    assertThat(elsewhere.sharedHits()).isEqualTo(1);
    assertThat(elsewhere.hits()).isEqualTo(1);
  }

  @Test
  void expiresAfterAnHourWithoutAccess() {
    cache.put("acme", "How many days?", VECTOR);
    shared.vectors.clear();

    clock.advance(Duration.ofMinutes(59));
    assertThat(cache.find("acme", "How many days?")).isNotNull();
    clock.advance(Duration.ofMinutes(61));

    assertThat(cache.find("acme", "How many days?")).isNull();
  }

  private EmbeddingCache newCache(String model, long maxBytes) {
    return new EmbeddingCache(model, maxBytes, shared, clock::getAsLong);
  }
}
