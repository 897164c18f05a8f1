package dev.firstword.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SearchMemoryTest {

  private static final float[] QUESTION = {1, 0};
  private static final float[] NEARLY = {0.96f, 0.28f};
  private static final float[] ALIKE = {0.94f, 0.3412f};

  private final SearchMemory memory = new SearchMemory(0.95, 10_000_000);

  @Test
  void reusesWhatWasFoundForAQuestionThatMeansTheSame() {
    memory.keep("acme", QUESTION, found(7, 3));

    Found reused = memory.find("acme", NEARLY, 7, 3);

    assertThat(reused).isEqualTo(new Found(found(7, 3).passages(), 7, true, 3));
    assertThat(memory.find("acme", ALIKE, 7, 3)).isNull();
    assertThat(memory.hits()).isEqualTo(1);
    assertThat(memory.misses()).isEqualTo(1);
  }

  @Test
  void takesTheQuestionThatIsMostLikeIt() {
    memory.keep("acme", NEARLY, found(7, 1));
    memory.keep("acme", QUESTION, found(7, 2));

    assertThat(memory.find("acme", QUESTION, 7, 1))
        .isEqualTo(new Found(found(7, 2).passages().subList(0, 1), 7, true, 1));
  }

  @Test
  void neverReusesAnotherTenantsSearch() {
    memory.keep("acme", QUESTION, found(7, 3));

    assertThat(memory.find("other", QUESTION, 7, 3)).isNull();
    assertThat(memory.knows("other")).isFalse();
  }

  @Test
  void neverReusesASearchInDocumentsThatHaveChanged() {
    memory.keep("acme", QUESTION, found(7, 3));

    assertThat(memory.find("acme", QUESTION, 8, 3)).isNull();
    memory.keep("acme", NEARLY, found(8, 3));
    memory.keep("acme", QUESTION, found(7, 3));
    assertThat(memory.find("acme", QUESTION, 7, 3)).isNull();
    assertThat(memory.find("acme", NEARLY, 8, 3)).isNotNull();
  }

  @Test
  void doesNotReuseASearchForFewerPassages() {
    memory.keep("acme", QUESTION, found(7, 3));

    assertThat(memory.find("acme", QUESTION, 7, 4)).isNull();
  }

  @Test
  void remembersOnlySoManyQuestionsOfATenant() {
    IntStream.rangeClosed(0, SearchMemory.MOST_QUESTIONS)
        .forEach(i -> memory.keep("acme", direction(i), found(7, 1)));

    assertThat(memory.find("acme", direction(0), 7, 1)).isNull();
    assertThat(memory.find("acme", direction(1), 7, 1)).isNotNull();
  }

  /** All of them at right angles to each other. */
  private static float[] direction(int axis) {
    float[] vector = new float[SearchMemory.MOST_QUESTIONS + 1];
    vector[axis] = 1;
    return vector;
  }

  @Test
  void remembersOnlySoMuchOfATenantAndOfAll() {
    SearchMemory small = new SearchMemory(0.95, 40_000);
    IntStream.range(0, 100).forEach(i -> small.keep("acme", axis(i), found(7, 1)));

    long kept =
        IntStream.range(0, 100).filter(i -> small.find("acme", axis(i), 7, 1) != null).count();

    assertThat(kept).isBetween(1L, 15L);
    IntStream.range(0, 100).forEach(i -> small.keep("tenant" + i, QUESTION, found(7, 1)));
    assertThat(IntStream.range(0, 100).filter(i -> small.knows("tenant" + i)).count())
        .isBetween(1L, 95L);
  }

  private static float[] axis(int axis) {
    float[] vector = new float[100];
    vector[axis] = 1;
    return vector;
  }

  private static Found found(long version, int count) {
    List<Passage> passages =
        IntStream.range(0, count)
            .mapToObj(i -> new Passage("p" + count + i, "doc", "Title", "", "", "Text.", count - i))
            .toList();
    return new Found(passages, version, false, count);
  }
}
