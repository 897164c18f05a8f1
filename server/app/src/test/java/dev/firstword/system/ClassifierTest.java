package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.RoutingRules.Hedging;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A small model classifies the question in parallel with the preparation. The simulator judges by
 * length alone, so it classifies a short comparison as simple where the rules do not.
 */
final class ClassifierTest {

  private static final Duration BUDGET = Duration.ofSeconds(5);

  @RegisterExtension
  static final ServerFixture CLASSIFIED = classifiedBy(SimulatedModels.JUDGING, BUDGET);

  @RegisterExtension
  static final ServerFixture CLASSIFIED_LATE =
      classifiedBy(SimulatedModels.THINKING, Duration.ofMillis(50));

  private static ServerFixture classifiedBy(String model, Duration budget) {
    return new ServerFixture(
        _ -> {},
        settings ->
            settings.routing(
                RoutingRules.DEFAULTS.with(Hedging.OFF).with(new Classifier(model, budget))));
  }

  @Test
  void choosesTheModelByTheClassifierInItsOwnPhase() {
    Transcript answer = CLASSIFIED.client().answer(ChatCall.of("Compare both drafts"));

    assertThat(answer.ofType("model").getFirst().field("reason")).isEqualTo("simple");
    assertThat(phase(answer)).isEqualTo("finished");
    assertThat(CLASSIFIED.calls().calls()).isEqualTo(2);
  }

  @Test
  void fallsBackToTheRulesWhenTheClassifierIsLate() {
    Transcript answer = CLASSIFIED_LATE.client().answer(ChatCall.of("Compare both drafts"));

    assertThat(answer.ofType("model").getFirst().field("reason")).isEqualTo("complex");
    assertThat(phase(answer)).isEqualTo("degraded");
    CLASSIFIED_LATE.awaitCallsClosed(1);
  }

  @Test
  void skipsTheClassifierForAPinnedModel() {
    Transcript answer =
        CLASSIFIED.client().answer(ChatCall.of("Compare both").model(SimulatedModels.MIDDLE));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(CLASSIFIED.calls().calls()).isEqualTo(1);
  }

  private static String phase(Transcript answer) {
    return answer.ofType("phase").stream()
        .filter(event -> event.field("name").equals("complexity"))
        .reduce((_, last) -> last)
        .map(event -> event.field("state"))
        .orElse("none");
  }
}
