package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.ModelPolicy;
import dev.firstword.core.profile.ModelPolicy.OnRefusal;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.core.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.core.routing.live.ConcurrencyLimiter;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A complex question goes to opus, with sonnet and haiku as fallbacks, each once. Hedging is off.
 */
final class FallbackTest {

  private static final ProviderFailure OVERLOADED = new ProviderFailure.Overloaded(null, "x");

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Router router = fixture.router(RoutingRules.DEFAULTS.with(Hedging.OFF));

  @Test
  void fallsBackToTheFastestModel() {
    open();

    RoutingFixture.fail(fixture.opus, OVERLOADED);
    fixture.haiku.lastCall().deliver("Hello");
    fixture.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events)
        .containsExactly(
            "model opus complex", "model haiku fallback", "text Hello", "flush", "end stop");
  }

  @ParameterizedTest
  @MethodSource
  void fallsBackOnProviderFailures(ProviderFailure failure) {
    open();

    RoutingFixture.fail(fixture.opus, failure);

    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
    assertThat(fixture.callCounts()).isEqualTo("1 0 1");
  }

  static List<ProviderFailure> fallsBackOnProviderFailures() {
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
  void avoidsAModelForHalfAMinuteAtASpendingLimit() {
    open();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.RateLimited(null, "x"));
    fixture.haiku.lastCall().deliver("Hello");

    fixture.loop.advance(Duration.ofSeconds(29));
    open();
    assertThat(fixture.callCounts()).isEqualTo("1 1 1");
    fixture.sonnet.lastCall().deliver("Hello");
    fixture.sonnet.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    fixture.loop.advance(Duration.ofSeconds(1));
    open();

    assertThat(fixture.callCounts()).isEqualTo("1 1 2");
  }

  @Test
  void usesASaturatedModelRatherThanFail() {
    saturate("haiku");
    saturate("sonnet");
    open();

    RoutingFixture.fail(fixture.opus, OVERLOADED);

    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
  }

  private void saturate(String model) {
    ConcurrencyLimiter concurrency = fixture.candidate(model).status().concurrencyLimiter();
    while (!concurrency.isFull()) {
      concurrency.recordStart();
    }
  }

  @Test
  void countsUnreportedInputOfATimedOutCall() {
    open();

    fixture.loop.advance(Duration.ofSeconds(13));

    assertThat(router.counters().unreportedInputTokens())
        .containsEntry("opus", fixture.tokens(RoutingFixture.COMPLEX));
  }

  @Test
  void replacesACallThatIsFarOverdue() {
    open();

    fixture.loop.advance(Duration.ofSeconds(11));
    assertThat(fixture.opus.lastCall().isCancelled()).isFalse();

    fixture.loop.advance(Duration.ofSeconds(2)); // Three times the 99th percentile.

    assertThat(fixture.opus.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void timeoutsDoNotRaiseTheOverdueThreshold() {
    var profile = fixture.candidate("opus").status().latencyProfile();
    for (int i = 0; i < 200; i++) {
      if (i % 5 == 0) {
        profile.recordNoFirstToken(0, 12_000);
      } else {
        profile.recordFirstToken(0, 1_000 + 5 * i);
      }
    }
    fixture.loop.advance(Duration.ofSeconds(1)); // Estimates refresh periodically.
    open();

    fixture.loop.advance(Duration.ofSeconds(8)); // Over three times the slowest sample.

    assertThat(fixture.opus.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).last().isEqualTo("model haiku fallback");
  }

  @Test
  void givesTheLastCandidateTheRemainingTime() {
    open();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.Malformed("x"));
    RoutingFixture.fail(fixture.haiku, new ProviderFailure.Malformed("x"));

    ScriptedCall last = fixture.sonnet.lastCall();
    fixture.loop.advance(Duration.ofSeconds(29));
    assertThat(last.isCancelled()).isFalse();
    fixture.loop.advance(Duration.ofSeconds(1));

    assertThat(last.isCancelled()).isTrue();
    assertThat(listener.events).last().isEqualTo("failure model_silent retry");
    assertThat(fixture.loop.pendingTimers()).isZero();
  }

  @Test
  void doesNotFallBackOnceTextHasArrived() {
    open();
    fixture.opus.lastCall().deliver("Hel");

    RoutingFixture.fail(fixture.opus, new ProviderFailure.Cut("x"));

    assertThat(listener.events)
        .containsExactly("model opus complex", "text Hel", "flush", "failure model_cut continue");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void doesNotFallBackOnARejectedRequest() {
    open();

    RoutingFixture.fail(fixture.opus, new ProviderFailure.Rejected(400, "x"));

    assertThat(listener.events)
        .containsExactly("model opus complex", "failure model_rejected edit");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void fallsBackWhenTheModelIsNotFound() {
    open();

    RoutingFixture.fail(fixture.opus, new ProviderFailure.Rejected(404, "x"));

    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void asksOneOtherModelAfterARefusal() {
    open();

    decline(fixture.opus);

    assertThat(listener.events)
        .containsExactly(
            "model opus complex",
            "declined cyber",
            "refusal of opus: cyber, 7",
            "model haiku fallback");

    decline(fixture.haiku);

    assertThat(listener.events)
        .endsWith("refusal of haiku: cyber, 7", "failure model_declined edit");
    assertThat(fixture.callCounts()).as("nobody is asked until one agrees").isEqualTo("1 0 1");
  }

  @Test
  void aRefusalIsTheAnswerIfTheProfileSaysSo() {
    RoutingRequest request =
        RoutingFixture.request(
            RoutingFixture.COMPLEX,
            new ModelPolicy(
                null, ThinkingOption.AUTO, UnsupportedOptions.TRANSLATE, OnRefusal.STOP));
    router.open(request, fixture.loop, listener);

    decline(fixture.opus);

    assertThat(listener.events).endsWith("failure model_declined edit");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  private static void decline(ScriptedProvider provider) {
    ModelCallListener call = provider.lastCall().listener();
    call.onActivity(new ModelActivity.Declined("cyber"));
    call.onEnd(FinishReason.REFUSAL, new Usage(7, 0, 0, 0));
  }

  @Test
  void treatsAnEmptyAnswerAsAFailure() {
    open();

    fixture.opus.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void doesNothingAfterCancel() {
    RoutedCall route = open();
    RoutingFixture.fail(fixture.opus, OVERLOADED);

    route.cancel();
    fixture.loop.advance(Duration.ofMinutes(1));

    assertThat(fixture.haiku.lastCall().isCancelled()).isTrue();
    assertThat(fixture.callCounts()).isEqualTo("1 0 1");
    assertThat(fixture.loop.pendingTimers()).isZero();
  }

  @Test
  void countsCallOutcomes() {
    open();
    RoutingFixture.fail(fixture.opus, OVERLOADED);
    fixture.haiku.lastCall().deliver("Hello");
    fixture.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    RoutingCounters counts = router.counters();
    assertThat(counts.outcomes())
        .containsEntry(
            new RoutingCounters.CallOutcome("opus", RoutingCounters.Outcome.OVERLOADED), 1L)
        .containsEntry(
            new RoutingCounters.CallOutcome("haiku", RoutingCounters.Outcome.ANSWERED), 1L);
    assertThat(counts.calls()).isEqualTo(2);
    assertThat(counts.hedges()).isZero();
  }

  private RoutedCall open() {
    return router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
  }
}
