package dev.firstword.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.SearchResult;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SemanticSearchCacheTest {

  private static final float[] QUESTION = {1, 0};
  private static final float[] ABOVE_THRESHOLD = {0.96f, 0.28f};
  private static final float[] BELOW_THRESHOLD = {0.94f, 0.3412f};

  private final SemanticSearchCache cache = new SemanticSearchCache(0.95, 10_000_000);

  @Test
  void reusesTheResultOfASimilarQuestion() {
    cache.put("acme", QUESTION, result(7, 3));

    SearchResult reused = cache.find("acme", ABOVE_THRESHOLD, 7, 3);

    assertThat(reused).isEqualTo(new SearchResult(result(7, 3).passages(), 7, true, 3));
    assertThat(cache.find("acme", BELOW_THRESHOLD, 7, 3)).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(1);
  }

  @Test
  void prefersTheMostSimilarQuestion() {
    cache.put("acme", ABOVE_THRESHOLD, result(7, 1));
    cache.put("acme", QUESTION, result(7, 2));

    assertThat(cache.find("acme", QUESTION, 7, 1))
        .isEqualTo(new SearchResult(result(7, 2).passages().subList(0, 1), 7, true, 1));
  }

  @Test
  void neverReusesAnotherTenantsSearch() {
    cache.put("acme", QUESTION, result(7, 3));

    assertThat(cache.find("other", QUESTION, 7, 3)).isNull();
    assertThat(cache.hasEntries("other")).isFalse();
  }

  @Test
  void neverReusesAResultForAnotherVersion() {
    cache.put("acme", QUESTION, result(7, 3));

    assertThat(cache.find("acme", QUESTION, 8, 3)).isNull();
    cache.put("acme", ABOVE_THRESHOLD, result(8, 3));
    cache.put("acme", QUESTION, result(7, 3));
    assertThat(cache.find("acme", QUESTION, 7, 3)).isNull();
    assertThat(cache.find("acme", ABOVE_THRESHOLD, 8, 3)).isNotNull();
  }

  @Test
  void doesNotReuseASearchForFewerPassages() {
    cache.put("acme", QUESTION, result(7, 3));

    assertThat(cache.find("acme", QUESTION, 7, 4)).isNull();
  }

  @Test
  void limitsQuestionsPerTenant() {
    IntStream.rangeClosed(0, SemanticSearchCache.MAX_QUESTIONS_PER_TENANT)
        .forEach(i -> cache.put("acme", direction(i), result(7, 1)));

    assertThat(cache.find("acme", direction(0), 7, 1)).isNull();
    assertThat(cache.find("acme", direction(1), 7, 1)).isNotNull();
  }

  /** Unit vectors that are all orthogonal. */
  private static float[] direction(int axis) {
    float[] vector = new float[SemanticSearchCache.MAX_QUESTIONS_PER_TENANT + 1];
    vector[axis] = 1;
    return vector;
  }

  @Test
  void limitsBytesPerTenantAndOverall() {
    SemanticSearchCache small = new SemanticSearchCache(0.95, 40_000);
    IntStream.range(0, 100).forEach(i -> small.put("acme", axis(i), result(7, 1)));

    long kept =
        IntStream.range(0, 100).filter(i -> small.find("acme", axis(i), 7, 1) != null).count();

    assertThat(kept).isBetween(1L, 15L);
    IntStream.range(0, 100).forEach(i -> small.put("tenant" + i, QUESTION, result(7, 1)));
    assertThat(IntStream.range(0, 100).filter(i -> small.hasEntries("tenant" + i)).count())
        .isBetween(1L, 95L);
  }

  private static float[] axis(int axis) {
    float[] vector = new float[100];
    vector[axis] = 1;
    return vector;
  }

  private static SearchResult result(long version, int count) {
    List<Passage> passages =
        IntStream.range(0, count)
            .mapToObj(i -> new Passage("p" + count + i, "doc", "Title", "", "", "Text.", count - i))
            .toList();
    return new SearchResult(passages, version, false, count);
  }
}
