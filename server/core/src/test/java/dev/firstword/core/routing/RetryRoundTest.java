package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * When all candidates have been tried, transient failures are retried, then timeouts. A complex
 * question goes to opus, with sonnet and haiku as fallbacks. Hedging is off.
 */
final class RetryRoundTest {

  private static final ProviderFailure FAULT = new ProviderFailure.ServerError(500, "x");

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Router router = fixture.router(RoutingRules.DEFAULTS.with(Hedging.OFF));

  @Test
  void retriesTransientFailuresWhileTheLastCallIsOverdue() {
    open();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.Malformed("x"));
    RoutingFixture.fail(fixture.haiku, FAULT);
    ScriptedCall last = fixture.sonnet.lastCall();

    fixture.loop.advance(
        Duration.ofMillis(6_500)); // Three times sonnet's 99th percentile, plus the retry delay.
    assertThat(fixture.callCounts()).isEqualTo("2 1 1");
    assertThat(last.isCancelled()).isFalse();
    fixture.haiku.lastCall().deliver("Hello");

    assertThat(last.isCancelled()).isTrue();
    assertThat(listener.events)
        .endsWith("model sonnet fallback", "model haiku fallback", "text Hello", "flush");
    assertThat(fixture.loop.pendingTimers()).isOne(); // For the idle timeout of the winner.
  }

  @Test
  void keepsAnOverdueCallThatAnswersAfterAll() {
    open();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.Malformed("x"));
    RoutingFixture.fail(fixture.haiku, FAULT);
    ScriptedCall last = fixture.sonnet.lastCall();
    fixture.loop.advance(Duration.ofMillis(6_500));

    last.deliver("Hello");

    assertThat(fixture.haiku.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).endsWith("model sonnet hedge", "text Hello", "flush");
  }

  @Test
  void retriesTimedOutModelsAfterFailedOnes() {
    open();
    fixture.loop.advance(Duration.ofSeconds(13)); // Opus timed out.
    RoutingFixture.fail(fixture.haiku, FAULT);
    RoutingFixture.fail(fixture.sonnet, new ProviderFailure.Malformed("x"));

    fixture.loop.advance(Duration.ofMillis(400));
    assertThat(fixture.callCounts()).isEqualTo("2 1 1");
    RoutingFixture.fail(fixture.haiku, FAULT);

    assertThat(fixture.callCounts()).isEqualTo("2 1 2");
  }

  @Test
  void retriesAnOverduePinnedModelInParallel() {
    router.open(
        RoutingFixture.request(RoutingFixture.COMPLEX, "opus", Priority.QUALITY, null),
        fixture.loop,
        listener);

    fixture.loop.advance(Duration.ofSeconds(13));
    assertThat(fixture.callCounts()).isEqualTo("0 0 2");
    fixture.opus.lastCall().deliver("Hello");

    assertThat(fixture.opus.calls().getFirst().isCancelled()).isTrue();
    assertThat(listener.events)
        .containsExactly("model opus pinned", "again opus", "text Hello", "flush");
  }

  @Test
  void anOverdueCallMayStillAnswerAfterARefusal() {
    open();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.Malformed("x"));
    RoutingFixture.fail(fixture.haiku, FAULT);
    ScriptedCall late = fixture.sonnet.lastCall();
    fixture.loop.advance(Duration.ofMillis(6_500));

    fixture.haiku.lastCall().listener().onEnd(FinishReason.REFUSAL, Usage.NONE);
    late.deliver("Hello");

    assertThat(listener.events).endsWith("text Hello", "flush");
  }

  @Test
  void triesEachModelOnceThenRetriesTransientFailures() {
    open();
    RoutingFixture.fail(fixture.opus, FAULT);
    RoutingFixture.fail(fixture.haiku, new ProviderFailure.Unauthorized("x"));
    RoutingFixture.fail(fixture.sonnet, FAULT);

    assertThat(fixture.callCounts()).isEqualTo("1 1 1");
    fixture.loop.advance(Duration.ofMillis(400));
    assertThat(fixture.callCounts()).isEqualTo("1 1 2");
    RoutingFixture.fail(fixture.opus, FAULT);
    RoutingFixture.fail(fixture.sonnet, FAULT);

    assertThat(fixture.callCounts()).isEqualTo("1 2 2");
  }

  @Test
  void retriesThreeTimesWithGrowingDelays() {
    open();
    RoutingFixture.fail(fixture.opus, FAULT);
    RoutingFixture.fail(fixture.haiku, new ProviderFailure.Unauthorized("x"));
    RoutingFixture.fail(fixture.sonnet, new ProviderFailure.Unauthorized("x"));

    for (int delayMs : new int[] {375, 750, 1_500}) {
      fixture.loop.advance(Duration.ofMillis(delayMs));
      RoutingFixture.fail(fixture.opus, FAULT);
    }

    assertThat(fixture.callCounts()).isEqualTo("1 1 4");
    assertThat(listener.events).last().isEqualTo("failure model_failed retry");
  }

  @Test
  void doesNotRetryBeyondTheBudget() {
    while (fixture.candidate("opus").status().retryBudget().tryAcquire()) {}
    open();
    RoutingFixture.fail(fixture.opus, FAULT);
    RoutingFixture.fail(fixture.haiku, new ProviderFailure.Unauthorized("x"));
    RoutingFixture.fail(fixture.sonnet, new ProviderFailure.Unauthorized("x"));

    fixture.loop.advance(Duration.ofMillis(375));

    assertThat(fixture.callCounts()).isEqualTo("1 1 1");
    assertThat(listener.events).last().isEqualTo("failure model_unauthorized contact");
  }

  @Test
  void retriesAPinnedModelWithoutFallback() {
    router.open(
        RoutingFixture.request(RoutingFixture.COMPLEX, "opus", Priority.QUALITY, null),
        fixture.loop,
        listener);

    RoutingFixture.fail(fixture.opus, FAULT);
    fixture.loop.advance(Duration.ofMillis(400));

    assertThat(fixture.callCounts()).isEqualTo("0 0 2");
    assertThat(listener.events).containsExactly("model opus pinned", "again opus");
  }

  private void open() {
    router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
  }
}
