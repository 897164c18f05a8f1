package dev.firstword.simulator.retrieval;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmbedderTest {
  private final Embedder embedder = new Embedder(384);

  @Test
  void stopWordsDoNotChangeTheVector() {
    assertThat(similarity("How do I reset my password?", "how can I reset the password"))
        .isGreaterThan(0.95);
  }

  @Test
  void aQuestionThatSharesItsSubjectIsNearerThanOneThatDoesNot() {
    double related = similarity("reset my password", "password rules for new accounts");
    double unrelated = similarity("reset my password", "holiday calendar of the Berlin office");

    assertThat(related).isGreaterThan(unrelated + 0.2);
    assertThat(unrelated).isCloseTo(0, within(0.2));
  }

  @Test
  void anotherQuestionAboutTheSameSubjectHasAnotherVector() {
    assertThat(similarity("How do I reset my password?", "How do I delete my account?"))
        .isLessThan(0.95);
  }

  @Test
  void everyTextHasAVectorOfLengthOne() {
    property()
        .forAll(texts(), integers(1, 512))
        .checkAssert((text, dimensions) -> {
          float[] vector = new Embedder(dimensions).embed(text);

          assertThat(vector).hasSize(dimensions);
          assertThat(Embedder.cosine(vector, vector)).isCloseTo(1, within(1e-3));
        });
  }

  private double similarity(String one, String other) {
    return Embedder.cosine(embedder.embed(one), embedder.embed(other));
  }
}
