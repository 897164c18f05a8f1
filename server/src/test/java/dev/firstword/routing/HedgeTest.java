package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.RoutingRules.Hedging;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A complex question goes to opus, whose first tokens were measured to come after 3,000 ms. */
final class HedgeTest {

  private static final Duration BEFORE_IT_IS_SLOW = Duration.ofMillis(2900);
  private static final Duration WHEN_IT_IS = Duration.ofMillis(200);

  private final Stage stage = new Stage();
  private final RecordingRoute heard = new RecordingRoute();

  @BeforeEach
  void opusIsKnown() {
    stage.measured("opus", 100, 3000);
  }

  @Test
  void theFastestIsAskedTooWhenTheFirstIsSlow() {
    ask(RoutingRules.DEFAULTS);

    stage.loop.advance(BEFORE_IT_IS_SLOW);
    assertThat(stage.haiku.calls()).isEmpty();
    stage.loop.advance(WHEN_IT_IS);

    assertThat(stage.haiku.calls()).hasSize(1);
    assertThat(heard.told).containsExactly("model opus complex");
  }

  @Test
  void whoSpeaksFirstIsKeptAndTheOtherClosedAtOnce() {
    ask(RoutingRules.DEFAULTS);
    stage.loop.advance(Duration.ofSeconds(4));

    stage.haiku.lastCall().reads("Hello");

    assertThat(stage.opus.lastCall().isCancelled()).isTrue();
    assertThat(heard.told)
        .containsExactly("model opus complex", "model haiku hedge", "text Hello", "flush");
  }

  @Test
  void theSlowOneMayStillWin() {
    Router router = ask(RoutingRules.DEFAULTS);
    stage.loop.advance(Duration.ofSeconds(4));

    stage.opus.lastCall().reads("Hello");
    stage.opus.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(stage.haiku.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).containsExactly("model opus complex", "text Hello", "flush", "end stop");
    assertThat(router.counts().hedges()).isEqualTo(1);
    assertThat(router.counts().hedgesLost()).isEqualTo(1);
  }

  @Test
  void aFailureDoesNotBeatARivalThatIsStillAtIt() {
    ask(RoutingRules.DEFAULTS);
    stage.loop.advance(Duration.ofSeconds(4));

    stage.haiku.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    stage.opus.lastCall().reads("Hello");

    assertThat(heard.told).containsExactly("model opus complex", "text Hello", "flush");
    assertThat(stage.sonnet.calls()).isEmpty();
  }

  @Test
  void theRivalGoesOnWhenTheFirstFails() {
    ask(RoutingRules.DEFAULTS);
    stage.loop.advance(Duration.ofSeconds(4));

    stage.opus.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    stage.haiku.lastCall().reads("Hello");

    assertThat(heard.told)
        .containsExactly("model opus complex", "model haiku hedge", "text Hello", "flush");
  }

  @Test
  void thereIsNoneOnceTheFirstHasSpoken() {
    ask(RoutingRules.DEFAULTS);
    stage.opus.lastCall().reads("Hello");

    stage.loop.advance(Duration.ofSeconds(10));

    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void thereIsNoneForAPinnedModelUnlessAskedFor() {
    pinned(Hedging.DEFAULTS);
    assertThat(stage.haiku.calls()).isEmpty();

    pinned(new Hedging(0.05, null, true));

    assertThat(stage.haiku.calls()).hasSize(1);
  }

  private void pinned(Hedging hedging) {
    stage
        .router(RoutingRules.DEFAULTS.with(hedging))
        .open(Stage.asking(Stage.COMPLEX, "opus", Priority.QUALITY, null), stage.loop, heard);
    stage.loop.advance(Duration.ofSeconds(4));
  }

  @Test
  void thereIsNoneWhereTheRivalIsInTrouble() {
    for (int i = 0; i < 2; i++) {
      stage.prospect("haiku").standing().health().failed();
    }
    ask(RoutingRules.DEFAULTS);

    stage.loop.advance(Duration.ofSeconds(4));

    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void thereIsNoneWhenItIsOff() {
    ask(RoutingRules.DEFAULTS.with(Hedging.OFF));

    stage.loop.advance(Duration.ofSeconds(8));

    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void theMomentCanBeConfigured() {
    ask(RoutingRules.DEFAULTS.with(new Hedging(0.05, Duration.ofMillis(500), false)));

    stage.loop.advance(Duration.ofMillis(500));

    assertThat(stage.haiku.calls()).hasSize(1);
  }

  @Test
  void thereIsNoneOnWhatIsOnlyAssumed() {
    Stage fresh = new Stage();
    fresh.measured("opus", 19, 3000);
    Router router = fresh.router(RoutingRules.DEFAULTS);
    router.open(Stage.asking(Stage.COMPLEX), fresh.loop, heard);

    fresh.loop.advance(Duration.ofSeconds(6));

    assertThat(fresh.haiku.calls()).isEmpty();
  }

  @Test
  void whatTheLoserHasReadIsCounted() {
    Router router = ask(RoutingRules.DEFAULTS);
    stage.loop.advance(Duration.ofSeconds(4));
    assertThat(router.counts().unheardInputTokens()).isEmpty();

    stage.haiku.lastCall().reads("Hello");

    assertThat(router.counts().unheardInputTokens())
        .containsOnlyKeys("opus")
        .containsValue(stage.tokens(Stage.COMPLEX));
  }

  @Test
  void theMomentFollowsWhatIsMeasured() {
    stage.measured("opus", 2000, 5000);
    ask(RoutingRules.DEFAULTS);

    stage.loop.advance(Duration.ofMillis(4900));
    assertThat(stage.haiku.calls()).isEmpty();
    stage.loop.advance(WHEN_IT_IS);

    assertThat(stage.haiku.calls()).hasSize(1);
  }

  @Test
  void noMoreAreMadeThanTheRateAllows() {
    Router router = stage.router(RoutingRules.DEFAULTS);
    for (int i = 0; i < 100; i++) {
      router.open(Stage.asking(Stage.COMPLEX), stage.loop, heard);
    }

    stage.loop.advance(Duration.ofSeconds(8));

    assertThat(stage.haiku.calls()).hasSize(25);
  }

  @Test
  void aModelThatWasLeftIsTriedNowAndThenWithSomebodyStandingBy() {
    Router router = stage.router(RoutingRules.DEFAULTS);
    stage.measured("sonnet", 100, 9000);
    RouteRequest moderate =
        Stage.asking(Stage.MODERATE, null, Priority.QUALITY, Duration.ofSeconds(2));
    router.open(moderate, stage.loop, heard);
    assertThat(stage.sonnet.calls()).isEmpty();
    stage.haiku.lastCall().reads("Hello");

    stage.loop.advance(Duration.ofSeconds(30));
    router.open(moderate, stage.loop, heard);
    router.open(moderate, stage.loop, heard);

    assertThat(stage.sonnet.calls()).hasSize(1);
    assertThat(stage.haiku.calls()).hasSize(2);
    stage.loop.advance(Duration.ofMillis(1300));
    assertThat(stage.haiku.calls()).hasSize(3);
  }

  private Router ask(RoutingRules rules) {
    Router router = stage.router(rules);
    router.open(Stage.asking(Stage.COMPLEX), stage.loop, heard);
    return router;
  }
}
