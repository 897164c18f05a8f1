package dev.firstword.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QueryVectorsTest {

  private static final float[] VECTOR = {1, 0};

  private final ManualClock clock = new ManualClock();
  private final Shared shared = new Shared();
  private final QueryVectors vectors = vectors("small", 1_000_000);

  /** What nodes share, in memory. */
  private static final class Shared implements SharedVectors {
    final Map<String, float[]> kept = new ConcurrentHashMap<>();

    @Override
    public float @Nullable [] find(String key) {
      return kept.get(key);
    }

    @Override
    public void keep(String key, float[] vector) {
      kept.put(key, vector);
    }
  }

  @Test
  void findsTheVectorOfTheSameQuestionWhateverItsSpaces() {
    vectors.keep("acme", "How many days?", VECTOR);

    assertThat(vectors.find("acme", "  How many\n days? ")).isSameAs(VECTOR);
    assertThat(vectors.find("acme", "how many days?")).isNull();
    assertThat(vectors.hits()).isEqualTo(1);
    assertThat(vectors.misses()).isEqualTo(1);
  }

  @Test
  void anotherTenantsQuestionIsNotKnownOnAnyNode() {
    vectors.keep("acme", "How many days?", VECTOR);

    assertThat(vectors.find("other", "How many days?")).isNull();
    assertThat(vectors("small", 1_000_000).find("other", "How many days?")).isNull();
    assertThat(shared.kept.keySet()).allSatisfy(key -> assertThat(key).matches("[0-9a-f]{64}"));
  }

  @Test
  void anotherModelsVectorsAreNotFound() {
    vectors.keep("acme", "How many days?", VECTOR);

    assertThat(vectors("better", 1_000_000).find("acme", "How many days?")).isNull();
  }

  @Test
  void findsWhatAnotherNodeHasKept() {
    vectors.keep("acme", "How many days?", VECTOR);
    QueryVectors elsewhere = vectors("small", 1_000_000);

    assertThat(elsewhere.find("acme", "How many days?")).isSameAs(VECTOR);
    shared.kept.clear();
    assertThat(elsewhere.find("acme", "How many days?")).isSameAs(VECTOR);
    assertThat(elsewhere.sharedHits()).isEqualTo(1);
    assertThat(elsewhere.hits()).isEqualTo(1);
  }

  @Test
  void forgetsWhatWasNotAskedForAnHour() {
    vectors.keep("acme", "How many days?", VECTOR);
    shared.kept.clear();

    clock.advance(Duration.ofMinutes(59));
    assertThat(vectors.find("acme", "How many days?")).isNotNull();
    clock.advance(Duration.ofMinutes(61));

    assertThat(vectors.find("acme", "How many days?")).isNull();
  }

  private QueryVectors vectors(String model, long mostBytes) {
    return new QueryVectors(model, mostBytes, shared, clock::getAsLong);
  }
}
