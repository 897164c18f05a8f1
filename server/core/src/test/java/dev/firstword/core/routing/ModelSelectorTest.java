package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.routing.ModelSelector.Selection;
import dev.firstword.core.routing.live.CircuitBreaker;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelSelectorTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RoutingFixture fixture = new RoutingFixture();

  @Test
  void choosesABetterModelForAComplexQuestion() {
    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("haiku simple");
    assertThat(choose(Complexity.MODERATE, null)).isEqualTo("sonnet moderate");
    assertThat(choose(Complexity.COMPLEX, null)).isEqualTo("opus complex");
  }

  @Test
  void speedPriorityChoosesTheFastest() {
    assertThat(choose(Complexity.COMPLEX, null, Priority.SPEED, null)).isEqualTo("haiku complex");
  }

  @Test
  void choosesTheBestModelWhoseP99FitsTheBudget() {
    assertThat(choose(Complexity.COMPLEX, Duration.ofMillis(2100))).isEqualTo("sonnet budget");
  }

  @Test
  void speedPriorityChoosesTheFastestWithinBudget() {
    assertThat(choose(Complexity.COMPLEX, null, Priority.SPEED, Duration.ofSeconds(5)))
        .isEqualTo("haiku budget");
  }

  @Test
  void budgetNeverChoosesADearerModel() {
    assertThat(choose(Complexity.SIMPLE, Duration.ofSeconds(9))).isEqualTo("haiku simple");
  }

  @Test
  void choosesTheFastestAndReportsItWhenNothingFits() {
    assertThat(choose(Complexity.COMPLEX, Duration.ofMillis(-5)))
        .isEqualTo("haiku budget, over it");
  }

  @Test
  void pinnedModelIgnoresTheBudget() {
    assertThat(choose(Complexity.SIMPLE, "opus", Priority.SPEED, Duration.ofMillis(1)))
        .isEqualTo("opus pinned");
  }

  @Test
  void prefersMeasuredOverAssumedLatency() {
    fixture.recordFirstTokens("opus", 100, 400);
    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("opus complex");

    fixture.recordFirstTokens("opus", 100, 3000);

    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("haiku budget");
  }

  @Test
  void twoSlowFirstTokensInAHundredExceedTheBudget() {
    fixture.recordFirstTokens("opus", 98, 400);
    fixture.recordFirstTokens("opus", 2, 3000);

    assertThat(choose(Complexity.COMPLEX, SECOND)).isEqualTo("haiku budget");
  }

  @Test
  void skipsAModelWithAnOpenCircuit() {
    for (int i = 0; i < 8; i++) {
      circuitBreaker("opus").recordFailure();
    }

    assertThat(choose(Complexity.COMPLEX, null)).isEqualTo("sonnet fallback");
  }

  @Test
  void choosesADearerModelWhenNoCheaperIsAvailable() {
    fixture.reject("haiku", 3, Duration.ofSeconds(5));

    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("opus fallback");
  }

  @Test
  void choosesTheModelThatHasRoomFirstWhenEveryProviderIsRateLimited() {
    fixture.reject("haiku", 3, Duration.ofSeconds(5));
    fixture.reject("sonnet", 3, Duration.ofSeconds(1));
    fixture.reject("opus", 3, Duration.ofSeconds(5));

    assertThat(choose(Complexity.SIMPLE, null)).isEqualTo("sonnet fallback");
  }

  private CircuitBreaker circuitBreaker(String name) {
    return fixture.candidate(name).status().circuitBreaker();
  }

  private String choose(Complexity complexity, @Nullable Duration budget) {
    return choose(complexity, null, Priority.QUALITY, budget);
  }

  private String choose(
      Complexity complexity,
      @Nullable String pinned,
      Priority priority,
      @Nullable Duration budget) {
    return describe(
        ModelSelector.select(
            RoutingFixture.request("", pinned, priority, budget),
            complexity,
            fixture.candidates()));
  }

  private static String describe(Selection selection) {
    ModelReason reason = selection.reason();
    return selection.candidate().name()
        + " "
        + reason.wireName()
        + (selection.withinBudget() ? "" : ", over it");
  }
}
