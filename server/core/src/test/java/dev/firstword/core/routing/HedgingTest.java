package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A complex question goes to opus, whose measured time to first token is 3,000 ms. */
final class HedgingTest {

  private static final Duration BEFORE_HEDGE_DELAY = Duration.ofMillis(2900);
  private static final Duration PAST_HEDGE_DELAY = Duration.ofMillis(200);

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();

  @BeforeEach
  void recordOpusLatency() {
    fixture.recordFirstTokens("opus", 100, 3000);
  }

  @Test
  void hedgesWithTheFastestModel() {
    open(RoutingRules.DEFAULTS);

    fixture.loop.advance(BEFORE_HEDGE_DELAY);
    assertThat(fixture.haiku.calls()).isEmpty();
    fixture.loop.advance(PAST_HEDGE_DELAY);

    assertThat(fixture.haiku.calls()).hasSize(1);
    assertThat(listener.events).containsExactly("model opus complex");
  }

  @Test
  void keepsTheFirstToAnswerAndClosesTheOther() {
    open(RoutingRules.DEFAULTS);
    fixture.loop.advance(Duration.ofSeconds(4));

    fixture.haiku.lastCall().deliver("Hello");

    assertThat(fixture.opus.lastCall().isCancelled()).isTrue();
    assertThat(listener.events)
        .containsExactly("model opus complex", "model haiku hedge", "text Hello", "flush");
  }

  @Test
  void primaryMayStillWin() {
    Router router = open(RoutingRules.DEFAULTS);
    fixture.loop.advance(Duration.ofSeconds(4));

    fixture.opus.lastCall().deliver("Hello");
    fixture.opus.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(fixture.haiku.lastCall().isCancelled()).isTrue();
    assertThat(listener.events)
        .containsExactly("model opus complex", "text Hello", "flush", "end stop");
    assertThat(router.counters().hedges()).isEqualTo(1);
    assertThat(router.counters().hedgesLost()).isEqualTo(1);
  }

  @Test
  void hedgeOutlivesAFailureOfThePrimary() {
    open(RoutingRules.DEFAULTS);
    fixture.loop.advance(Duration.ofSeconds(4));

    fixture.haiku.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    fixture.opus.lastCall().deliver("Hello");

    assertThat(listener.events).containsExactly("model opus complex", "text Hello", "flush");
    assertThat(fixture.sonnet.calls()).isEmpty();
  }

  @Test
  void hedgeContinuesWhenThePrimaryFails() {
    open(RoutingRules.DEFAULTS);
    fixture.loop.advance(Duration.ofSeconds(4));

    fixture.opus.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    fixture.haiku.lastCall().deliver("Hello");

    assertThat(listener.events)
        .containsExactly("model opus complex", "model haiku hedge", "text Hello", "flush");
  }

  @Test
  void doesNotHedgeOnceTextHasArrived() {
    open(RoutingRules.DEFAULTS);
    fixture.opus.lastCall().deliver("Hello");

    fixture.loop.advance(Duration.ofSeconds(10));

    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void hedgesPinnedModelsOnlyWhenConfigured() {
    openPinned(Hedging.DEFAULTS);
    assertThat(fixture.haiku.calls()).isEmpty();

    openPinned(new Hedging(0.05, null, true));

    assertThat(fixture.haiku.calls()).hasSize(1);
  }

  private void openPinned(Hedging hedging) {
    fixture
        .router(RoutingRules.DEFAULTS.with(hedging))
        .open(
            RoutingFixture.request(RoutingFixture.COMPLEX, "opus", Priority.QUALITY, null),
            fixture.loop,
            listener);
    fixture.loop.advance(Duration.ofSeconds(4));
  }

  @Test
  void doesNotHedgeWithAFailingModel() {
    for (int i = 0; i < 2; i++) {
      fixture.candidate("haiku").status().circuitBreaker().recordFailure();
    }
    open(RoutingRules.DEFAULTS);

    fixture.loop.advance(Duration.ofSeconds(4));

    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void doesNotHedgeWhenDisabled() {
    open(RoutingRules.DEFAULTS.with(Hedging.OFF));

    fixture.loop.advance(Duration.ofSeconds(8));

    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void honorsTheConfiguredDelay() {
    open(RoutingRules.DEFAULTS.with(new Hedging(0.05, Duration.ofMillis(500), false)));

    fixture.loop.advance(Duration.ofMillis(500));

    assertThat(fixture.haiku.calls()).hasSize(1);
  }

  @Test
  void doesNotHedgeOnAssumedLatency() {
    RoutingFixture fresh = new RoutingFixture();
    fresh.recordFirstTokens("opus", 19, 3000);
    Router router = fresh.router(RoutingRules.DEFAULTS);
    router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fresh.loop, listener);

    fresh.loop.advance(Duration.ofSeconds(6));

    assertThat(fresh.haiku.calls()).isEmpty();
  }

  @Test
  void countsUnreportedInputOfTheLoser() {
    Router router = open(RoutingRules.DEFAULTS);
    fixture.loop.advance(Duration.ofSeconds(4));
    assertThat(router.counters().unreportedInputTokens()).isEmpty();

    fixture.haiku.lastCall().deliver("Hello");

    assertThat(router.counters().unreportedInputTokens())
        .containsOnlyKeys("opus")
        .containsValue(fixture.tokens(RoutingFixture.COMPLEX));
  }

  @Test
  void delayFollowsMeasuredLatency() {
    fixture.recordFirstTokens("opus", 2000, 5000);
    open(RoutingRules.DEFAULTS);

    fixture.loop.advance(Duration.ofMillis(4900));
    assertThat(fixture.haiku.calls()).isEmpty();
    fixture.loop.advance(PAST_HEDGE_DELAY);

    assertThat(fixture.haiku.calls()).hasSize(1);
  }

  @Test
  void staysWithinTheRate() {
    Router router = fixture.router(RoutingRules.DEFAULTS);
    for (int i = 0; i < 100; i++) {
      router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
    }

    fixture.loop.advance(Duration.ofSeconds(8));

    assertThat(fixture.haiku.calls()).hasSize(25);
  }

  @Test
  void periodicallyTriesABypassedModelWithAHedge() {
    Router router = fixture.router(RoutingRules.DEFAULTS);
    fixture.recordFirstTokens("sonnet", 100, 9000);
    RoutingRequest moderate =
        RoutingFixture.request(
            RoutingFixture.MODERATE, null, Priority.QUALITY, Duration.ofSeconds(2));
    router.open(moderate, fixture.loop, listener);
    assertThat(fixture.sonnet.calls()).isEmpty();
    fixture.haiku.lastCall().deliver("Hello");

    fixture.loop.advance(Duration.ofSeconds(30));
    router.open(moderate, fixture.loop, listener);
    router.open(moderate, fixture.loop, listener);

    assertThat(fixture.sonnet.calls()).hasSize(1);
    assertThat(fixture.haiku.calls()).hasSize(2);
    fixture.loop.advance(Duration.ofMillis(1300));
    assertThat(fixture.haiku.calls()).hasSize(3);
  }

  private Router open(RoutingRules rules) {
    Router router = fixture.router(rules);
    router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
    return router;
  }
}
