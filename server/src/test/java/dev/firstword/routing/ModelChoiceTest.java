package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.profile.Choosing;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.routing.live.Health;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelChoiceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Stage stage = new Stage();

  @Test
  void aHarderQuestionGetsABetterModel() {
    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("haiku simple");
    assertThat(choose(Complexity.MODERATE, null)).isEqualTo("sonnet moderate");
    assertThat(choose(Complexity.COMPLEX, null)).isEqualTo("opus complex");
  }

  @Test
  void speedFirstTakesTheFastest() {
    assertThat(choose(Complexity.COMPLEX, null, Priority.SPEED, null)).isEqualTo("haiku complex");
  }

  @Test
  void takesTheBestThatFitsTheBudgetAtThe99thPercentile() {
    assertThat(choose(Complexity.COMPLEX, Duration.ofMillis(2100))).isEqualTo("sonnet budget");
  }

  @Test
  void speedFirstTakesTheFastestThatFits() {
    assertThat(choose(Complexity.COMPLEX, null, Priority.SPEED, Duration.ofSeconds(5)))
        .isEqualTo("haiku budget");
  }

  @Test
  void aBudgetNeverMakesAQuestionDearer() {
    assertThat(choose(Complexity.SIMPLE, Duration.ofSeconds(9))).isEqualTo("haiku simple");
  }

  @Test
  void takesTheFastestWhenNothingFitsAndSaysSo() {
    assertThat(choose(Complexity.COMPLEX, Duration.ofMillis(-5)))
        .isEqualTo("haiku budget, over it");
  }

  @Test
  void aPinnedModelIsRespectedWhateverTheBudget() {
    assertThat(choose(Complexity.SIMPLE, "opus", Priority.SPEED, Duration.ofMillis(1)))
        .isEqualTo("opus pinned");
  }

  @Test
  void goesByWhatWasMeasuredRatherThanByWhatWasAssumed() {
    stage.measured("opus", 100, 400);
    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("opus complex");

    stage.measured("opus", 100, 3000);

    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("haiku budget");
  }

  @Test
  void twoSlowFirstTokensInAHundredAreTooMany() {
    stage.measured("opus", 98, 400);
    stage.measured("opus", 2, 3000);

    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("haiku budget");
  }

  @Test
  void passesOverAModelThatRests() {
    for (int i = 0; i < 8; i++) {
      health("opus").failed();
    }

    assertThat(choose(Complexity.COMPLEX, null)).isEqualTo("sonnet fallback");
  }

  @Test
  void goesUpWhereNothingCheaperIsWell() {
    health("haiku").throttled(Duration.ofSeconds(5));

    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("opus fallback");
  }

  @Test
  void choosesNoneWhenAllAreToWait() {
    health("haiku").throttled(Duration.ofSeconds(5));
    health("sonnet").throttled(Duration.ofSeconds(3));
    health("opus").limitReached();

    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("none");
    assertThat(stage.prospects().shortestWait(stage.prospect("haiku"), Choosing.ANYBODY))
        .isEqualTo(Duration.ofSeconds(3));
  }

  private Health health(String name) {
    return stage.prospect(name).standing().health();
  }

  private String choose(Complexity complexity, @Nullable Duration budget) {
    return choose(complexity, null, Priority.QUALITY, budget);
  }

  private String choose(
      Complexity complexity,
      @Nullable String pinned,
      Priority priority,
      @Nullable Duration budget) {
    return ModelChoice.of(Stage.asking("", pinned, priority, budget), complexity, stage.prospects())
        .map(ModelChoiceTest::words)
        .orElse("none");
  }

  private static String words(ModelChoice choice) {
    ModelReason reason = choice.reason();
    return choice.prospect().name()
        + " "
        + reason.wireName()
        + (choice.withinBudget() ? "" : ", over it");
  }
}
