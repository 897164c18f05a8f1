package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.Passage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many of the ten nearest passages a vector search finds. */
final class RecallTest {

  private static final int DIMENSIONS = 96;
  private static final int TOPICS = 40;
  private static final int DOCUMENTS = 400;
  private static final int PASSAGES_PER_DOCUMENT = 10;
  private static final int QUESTIONS = 100;

  @TempDir private Path folder;

  @Test
  void findsTheNearestPassagesAlmostAlways() {
    Random random = new Random(7);
    DocumentStoreFixture documents = new DocumentStoreFixture();
    List<float[]> topics = new ArrayList<>();
    for (int i = 0; i < TOPICS; i++) {
      topics.add(TestVectors.random(DIMENSIONS, random));
    }
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      List<float[]> vectors = new ArrayList<>();
      for (int j = 0; j < PASSAGES_PER_DOCUMENT; j++) {
        vectors.add(TestVectors.near(topics.get(random.nextInt(TOPICS)), 0.1, random));
      }
      List<String> texts =
          IntStream.range(all.size(), all.size() + vectors.size())
              .mapToObj(Integer::toString)
              .toList();
      documents.put("acme", "d" + i, "", texts, vectors);
      all.addAll(vectors);
    }

    int hits = 0;
    try (TenantIndexes indexes = documents.openIndexes(folder, "model")) {
      indexes.catchUp("acme", Duration.ofMinutes(1));
      for (int i = 0; i < QUESTIONS; i++) {
        float[] question = TestVectors.near(topics.get(i % TOPICS), 0.1, random);
        Set<String> nearest = nearest(all, question);
        for (Passage passage : indexes.search("acme", null, question, 10).passages()) {
          hits += nearest.contains(passage.text()) ? 1 : 0;
        }
      }
    }

    assertThat(hits / (10.0 * QUESTIONS)).isGreaterThanOrEqualTo(0.95);
  }

  private static Set<String> nearest(List<float[]> all, float[] question) {
    return new HashSet<>(
        IntStream.range(0, all.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer i) -> -TestVectors.dotProduct(all.get(i), question)))
            .limit(10)
            .map(i -> Integer.toString(i))
            .toList());
  }
}
