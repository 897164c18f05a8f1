package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.routing.RoutingRules;
import dev.firstword.routing.RoutingRules.Classifier;
import dev.firstword.routing.RoutingRules.Hedging;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A small model judges beside the preparation. The simulator goes by length alone, so it takes a
 * short comparison for simple where the rules do not.
 */
final class ClassifierTest {

  private static final Duration BUDGET = Duration.ofSeconds(5);

  @RegisterExtension static final ServerFixture JUDGED = judgedBy(SimulatedModels.JUDGING, BUDGET);

  @RegisterExtension
  static final ServerFixture JUDGED_LATE =
      judgedBy(SimulatedModels.THINKING, Duration.ofMillis(50));

  private static ServerFixture judgedBy(String model, Duration budget) {
    return new ServerFixture(
        _ -> {},
        settings ->
            settings.routing(
                RoutingRules.DEFAULTS.with(Hedging.OFF).with(new Classifier(model, budget))));
  }

  @Test
  void theModelIsChosenByItsWordWhichIsAPhaseOfItsOwn() {
    Transcript answer = JUDGED.client().answer(Ask.of("Compare both drafts"));

    assertThat(answer.ofType("model").getFirst().field("reason")).isEqualTo("simple");
    assertThat(phase(answer)).isEqualTo("finished");
    assertThat(JUDGED.calls().calls()).isEqualTo(2);
  }

  @Test
  void itsWordIsDoneWithoutWhenItIsLate() {
    Transcript answer = JUDGED_LATE.client().answer(Ask.of("Compare both drafts"));

    assertThat(answer.ofType("model").getFirst().field("reason")).isEqualTo("complex");
    assertThat(phase(answer)).isEqualTo("degraded");
    JUDGED_LATE.awaitCallsClosed(1);
  }

  @Test
  void nobodyIsAskedWhereTheModelIsPinned() {
    Transcript answer =
        JUDGED.client().answer(Ask.of("Compare both").model(SimulatedModels.MIDDLE));

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(JUDGED.calls().calls()).isEqualTo(1);
  }

  private static String phase(Transcript answer) {
    return answer.ofType("phase").stream()
        .filter(event -> event.field("name").equals("complexity"))
        .reduce((_, last) -> last)
        .map(event -> event.field("state"))
        .orElse("none");
  }
}
