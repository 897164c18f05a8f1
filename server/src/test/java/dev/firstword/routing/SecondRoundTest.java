package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.routing.RoutingRules.Hedging;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Once all were asked, those are asked again that failed in passing, then those that were silent. A
 * complex question goes to opus; sonnet and haiku can stand in. Nothing is hedged here.
 */
final class SecondRoundTest {

  private static final ProviderFailure OVERLOADED = new ProviderFailure.Overloaded(null, "x");

  private final Stage stage = new Stage();
  private final RecordingRoute heard = new RecordingRoute();
  private final Router router = stage.router(RoutingRules.DEFAULTS.with(Hedging.OFF));

  @Test
  void aShortWaitThatAProviderAsksForIsWaitedForWhenNobodyElseIsLeft() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.RateLimited(Duration.ofSeconds(1), "x"));
    Stage.fail(stage.haiku, new ProviderFailure.Malformed("x"));
    Stage.fail(stage.sonnet, new ProviderFailure.Malformed("x"));

    stage.loop.advance(Duration.ofMillis(499));
    assertThat(stage.calls()).isEqualTo("1 1 1");
    stage.loop.advance(Duration.ofMillis(1001));

    assertThat(stage.calls()).isEqualTo("1 1 2");
  }

  @Test
  void besideALastOneThatIsLateThoseAreAskedAgainThatFailedInPassing() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.Malformed("x"));
    Stage.fail(stage.haiku, OVERLOADED);
    ScriptedCall last = stage.sonnet.lastCall();

    stage.loop.advance(
        Duration.ofMillis(6_500)); // Three times sonnet's 99th percentile, and a breath.
    assertThat(stage.calls()).isEqualTo("2 1 1");
    assertThat(last.isCancelled()).isFalse();
    stage.haiku.lastCall().reads("Hello");

    assertThat(last.isCancelled()).isTrue();
    assertThat(heard.told)
        .endsWith("model sonnet fallback", "model haiku fallback", "text Hello", "flush");
    assertThat(stage.loop.waitingTimers()).isOne(); // For the silence of the one that speaks.
  }

  @Test
  void aLastOneThatWasOnlySlowIsHeard() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.Malformed("x"));
    Stage.fail(stage.haiku, OVERLOADED);
    ScriptedCall last = stage.sonnet.lastCall();
    stage.loop.advance(Duration.ofMillis(6_500));

    last.reads("Hello");

    assertThat(stage.haiku.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).endsWith("model sonnet hedge", "text Hello", "flush");
  }

  @Test
  void thoseThatWereSilentAreAskedAgainAfterThoseThatFailed() {
    ask();
    stage.loop.advance(Duration.ofSeconds(13)); // Opus was silent.
    Stage.fail(stage.haiku, OVERLOADED);
    Stage.fail(stage.sonnet, new ProviderFailure.Malformed("x"));

    stage.loop.advance(Duration.ofMillis(400));
    assertThat(stage.calls()).isEqualTo("2 1 1");
    Stage.fail(stage.haiku, OVERLOADED);

    assertThat(stage.calls()).isEqualTo("2 1 2");
  }

  @Test
  void aPinnedModelThatIsLateIsAskedAgainBesideItself() {
    router.open(Stage.asking(Stage.COMPLEX, "opus", Priority.QUALITY, null), stage.loop, heard);

    stage.loop.advance(Duration.ofSeconds(13));
    assertThat(stage.calls()).isEqualTo("0 0 2");
    stage.opus.lastCall().reads("Hello");

    assertThat(stage.opus.calls().getFirst().isCancelled()).isTrue();
    assertThat(heard.told)
        .containsExactly("model opus pinned", "again opus", "text Hello", "flush");
  }

  @Test
  void whoeverDeclinesEndsTheWaitForALateOneToo() {
    ask();
    Stage.fail(stage.opus, new ProviderFailure.Malformed("x"));
    Stage.fail(stage.haiku, OVERLOADED);
    ScriptedCall late = stage.sonnet.lastCall();
    stage.loop.advance(Duration.ofMillis(6_500));

    stage.haiku.lastCall().listener().onEnd(FinishReason.REFUSAL, Usage.NONE);

    assertThat(late.isCancelled()).isTrue();
    assertThat(heard.told).last().isEqualTo("failure model_declined edit");
    assertThat(stage.loop.waitingTimers()).isZero();
  }

  @Test
  void eachIsAskedOnceAndThenThoseAgainThatFailedInPassing() {
    ask();
    Stage.fail(stage.opus, OVERLOADED);
    Stage.fail(stage.haiku, new ProviderFailure.Unauthorized("x"));
    Stage.fail(stage.sonnet, OVERLOADED);

    assertThat(stage.calls()).isEqualTo("1 1 1");
    stage.loop.advance(Duration.ofMillis(400));
    assertThat(stage.calls()).isEqualTo("1 1 2");
    Stage.fail(stage.opus, OVERLOADED);
    Stage.fail(stage.sonnet, OVERLOADED);

    assertThat(stage.calls()).isEqualTo("1 2 2");
    assertThat(heard.told).last().isEqualTo("failure model_overloaded wait");
    stage.loop.advance(Duration.ofMinutes(1));
    assertThat(stage.calls()).isEqualTo("1 2 2");
  }

  @Test
  void nobodyStandsInForAPinnedModelButItIsAskedAgain() {
    router.open(Stage.asking(Stage.COMPLEX, "opus", Priority.QUALITY, null), stage.loop, heard);

    Stage.fail(stage.opus, OVERLOADED);
    stage.loop.advance(Duration.ofMillis(400));

    assertThat(stage.calls()).isEqualTo("0 0 2");
    assertThat(heard.told).containsExactly("model opus pinned", "again opus");
  }

  private void ask() {
    router.open(Stage.asking(Stage.COMPLEX), stage.loop, heard);
  }
}
