package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.routing.RoutingRules.Hedging;
import dev.firstword.routing.live.Concurrency;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A complex question goes to opus; sonnet and haiku can stand in, each once. Nothing is hedged
 * here.
 */
final class FallbackTest {

  private static final ProviderFailure OVERLOADED = new ProviderFailure.Overloaded(null, "x");

  private final Stage stage = new Stage();
  private final RecordingRoute heard = new RecordingRoute();
  private final Router router = stage.router(RoutingRules.DEFAULTS.with(Hedging.OFF));

  @Test
  void theFastestStandsInForOneThatFails() {
    ask();

    Stage.fail(stage.opus, OVERLOADED);
    stage.haiku.lastCall().reads("Hello");
    stage.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(heard.told)
        .containsExactly(
            "model opus complex", "model haiku fallback", "text Hello", "flush", "end stop");
  }

  @ParameterizedTest
  @MethodSource
  void whateverMayPassElsewhereIsTriedElsewhere(ProviderFailure failure) {
    ask();

    Stage.fail(stage.opus, failure);

    assertThat(heard.told).containsExactly("model opus complex", "model haiku fallback");
    assertThat(stage.calls()).isEqualTo("1 0 1");
  }

  static List<ProviderFailure> whateverMayPassElsewhereIsTriedElsewhere() {
    Duration minute = Duration.ofMinutes(1);
    return List.of(
        new ProviderFailure.Unreachable("x"),
        new ProviderFailure.Unauthorized("x"),
        new ProviderFailure.Rejected(404, "x"),
        new ProviderFailure.RateLimited(minute, "x"),
        new ProviderFailure.RateLimited(null, "a spending cap"),
        new ProviderFailure.Overloaded(null, "x"),
        new ProviderFailure.Overloaded(minute, "x"),
        new ProviderFailure.ServerError(500, "x"),
        new ProviderFailure.Cut("before its first token"),
        new ProviderFailure.Malformed("x"),
        new ProviderFailure.Silent(minute, "x"));
  }

  @Test
  void aSpendingCapIsTakenForOneForMinutes() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.RateLimited(null, "x"));
    stage.haiku.lastCall().reads("Hello");

    stage.loop.advance(Duration.ofMinutes(4));
    ask();
    assertThat(stage.calls()).isEqualTo("1 1 1");
    stage.sonnet.lastCall().reads("Hello");
    stage.sonnet.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    stage.loop.advance(Duration.ofMinutes(1));
    ask();

    assertThat(stage.calls()).isEqualTo("1 1 2");
  }

  @Test
  void oneThatHasManyCallsWaitingIsBetterThanAnError() {
    fill("haiku");
    fill("sonnet");
    ask();

    Stage.fail(stage.opus, OVERLOADED);

    assertThat(heard.told).containsExactly("model opus complex", "model haiku fallback");
  }

  private void fill(String model) {
    Concurrency concurrency = stage.prospect(model).standing().concurrency();
    while (!concurrency.isFull()) {
      concurrency.begin();
    }
  }

  @Test
  void aModelThatWasGivenUpHasReadForNothing() {
    ask();

    stage.loop.advance(Duration.ofSeconds(13));

    assertThat(router.counts().unheardInputTokens())
        .containsEntry("opus", stage.tokens(Stage.COMPLEX));
  }

  @Test
  void oneThatIsFarLaterThanUsualIsClosedAndReplaced() {
    ask();

    stage.loop.advance(Duration.ofSeconds(11));
    assertThat(stage.opus.lastCall().isCancelled()).isFalse();

    stage.loop.advance(Duration.ofSeconds(2)); // Three times the 99th percentile.

    assertThat(stage.opus.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void silencesLetTheNextOneLastNoLonger() {
    var profile = stage.prospect("opus").standing().profile();
    for (int i = 0; i < 200; i++) {
      if (i % 5 == 0) {
        profile.noFirstTokenWithin(0, 12_000);
      } else {
        profile.firstToken(0, 1_000 + 5 * i);
      }
    }
    stage.loop.advance(Duration.ofSeconds(1)); // What is known is looked at anew now and then.
    ask();

    stage.loop.advance(Duration.ofSeconds(8)); // Over three times the slowest that came.

    assertThat(stage.opus.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).last().isEqualTo("model haiku fallback");
  }

  @Test
  void theLastOneHasAllTheTimeThatIsLeft() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.Malformed("x"));
    Stage.fail(stage.haiku, new ProviderFailure.Malformed("x"));

    ScriptedCall last = stage.sonnet.lastCall();
    stage.loop.advance(Duration.ofSeconds(29));
    assertThat(last.isCancelled()).isFalse();
    stage.loop.advance(Duration.ofSeconds(1));

    assertThat(last.isCancelled()).isTrue();
    assertThat(heard.told).last().isEqualTo("failure model_silent retry");
    assertThat(stage.loop.waitingTimers()).isZero();
  }

  @Test
  void nobodyStandsInOnceTheAnswerHasBegun() {
    ask();
    stage.opus.lastCall().reads("Hel");

    Stage.fail(stage.opus, new ProviderFailure.Cut("x"));

    assertThat(heard.told)
        .containsExactly("model opus complex", "text Hel", "flush", "failure model_cut continue");
    assertThat(stage.calls()).isEqualTo("0 0 1");
  }

  @Test
  void aRequestAtFaultIsNotTriedElsewhere() {
    ask();

    Stage.fail(stage.opus, new ProviderFailure.Rejected(400, "x"));

    assertThat(heard.told).containsExactly("model opus complex", "failure model_rejected edit");
    assertThat(stage.calls()).isEqualTo("0 0 1");
  }

  @Test
  void aModelThatIsGoneIsReplaced() {
    ask();

    Stage.fail(stage.opus, new ProviderFailure.Rejected(404, "x"));

    assertThat(heard.told).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void aModelThatDeclinesIsNotOutvoted() {
    ask();

    stage.opus.lastCall().listener().onEnd(FinishReason.REFUSAL, Usage.NONE);

    assertThat(heard.told).containsExactly("model opus complex", "failure model_declined edit");
    assertThat(stage.calls()).isEqualTo("0 0 1");
  }

  @Test
  void anAnswerWithoutAWordIsNone() {
    ask();

    stage.opus.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(heard.told).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void aProviderThatWantsAWaitIsNotAskedMeanwhile() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.RateLimited(Duration.ofSeconds(20), "x"));
    stage.haiku.lastCall().reads("Hello");

    ask();
    assertThat(heard.told).last().isEqualTo("model sonnet fallback");
    stage.sonnet.lastCall().reads("Hello");
    stage.loop.advance(Duration.ofSeconds(20));
    ask();

    assertThat(stage.calls()).isEqualTo("1 1 2");
  }

  @Test
  void whenAllWantAWaitThatIsToldAtOnce() {
    ProviderFailure limited = new ProviderFailure.RateLimited(Duration.ofSeconds(20), "x");
    ask();
    Stage.fail(stage.opus, limited);
    Stage.fail(stage.haiku, limited);
    Stage.fail(stage.sonnet, limited);
    assertThat(heard.told).last().isEqualTo("failure model_rate_limited wait");

    heard.told.clear();
    ask();
    stage.loop.advance(Duration.ZERO);

    assertThat(heard.told).containsExactly("failure model_rate_limited wait");
    assertThat(stage.calls()).isEqualTo("1 1 1");
  }

  @Test
  void nothingHappensAnyMoreOnceItIsCancelled() {
    Route route = ask();
    Stage.fail(stage.opus, OVERLOADED);

    route.cancel();
    stage.loop.advance(Duration.ofMinutes(1));

    assertThat(stage.haiku.lastCall().isCancelled()).isTrue();
    assertThat(stage.calls()).isEqualTo("1 0 1");
    assertThat(stage.loop.waitingTimers()).isZero();
  }

  @Test
  void countsWhatCallsCameTo() {
    ask();
    Stage.fail(stage.opus, OVERLOADED);
    stage.haiku.lastCall().reads("Hello");
    stage.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    RouteCounts counts = router.counts();
    assertThat(counts.endings())
        .containsEntry(new RouteCounts.Ending("opus", RouteCounts.Outcome.OVERLOADED), 1L)
        .containsEntry(new RouteCounts.Ending("haiku", RouteCounts.Outcome.ANSWERED), 1L);
    assertThat(counts.calls()).isEqualTo(2);
    assertThat(counts.hedges()).isZero();
  }

  private Route ask() {
    return router.open(Stage.asking(Stage.COMPLEX), stage.loop, heard);
  }
}
