package dev.firstword.simulator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RelevanceScorerTest {
  private final RelevanceScorer scorer =
      new RelevanceScorer("How many vacation days do employees get?");

  @Test
  void theDocumentThatAnswersComesFirst() {
    double answer = scorer.score("Employees get 25 days of paid vacation.");
    double near = scorer.score("Employees report illness by nine in the morning.");
    double far = scorer.score("The printer on the second floor takes A3 paper.");

    assertThat(answer).isGreaterThan(near);
    assertThat(near).isGreaterThan(far);
  }

  @Test
  void theQueryItselfIsPerfectlyRelevant() {
    assertThat(scorer.score("How many vacation days do employees get?")).isCloseTo(1, within(1e-6));
  }
}
