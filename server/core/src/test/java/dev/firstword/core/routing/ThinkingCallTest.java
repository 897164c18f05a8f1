package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ScriptedProvider.ScriptedCall;
import dev.firstword.core.routing.live.ThinkingProfile;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A complex question goes to opus, whose measured time to first token is 3,000 ms. The profile's
 * timeouts are 30 s to the first token, 20 s between pieces of text, and 10 min in all.
 */
final class ThinkingCallTest {

  private static final ModelActivity STARTED = new ThinkingStarted();
  private static final ModelActivity FINISHED = new ThinkingFinished();
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();

  @BeforeEach
  void recordOpusLatency() {
    fixture.recordFirstTokens("opus", 100, 3000);
  }

  @Test
  void waitsForASilentThoughtOfMinutes() {
    ScriptedCall call = open();
    advance(1);
    call.deliver(STARTED);

    ping(call, 290);
    call.deliver(FINISHED);
    call.deliver("Hello");

    assertThat(listener.events)
        .startsWith("model opus complex", "thinking")
        .endsWith("thought finished", "flush", "text Hello", "flush");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void doesNotHedgeAThought() {
    ScriptedCall call = open();
    advance(1);
    call.deliver(STARTED);

    ping(call, 60);

    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void closesTheHedgeWhenTheFirstModelStartsToThink() {
    ScriptedCall call = open();
    advance(4);
    assertThat(fixture.callCounts()).isEqualTo("1 0 1");

    call.deliver(STARTED);

    assertThat(fixture.haiku.lastCall().isCancelled()).isTrue();
    assertThat(call.isCancelled()).isFalse();
  }

  @Test
  void asksAnotherModelWhenAThoughtBreaksOff() {
    ScriptedCall call = open();
    call.deliver(STARTED);
    ping(call, 40);

    call.listener().onFailure(new ProviderFailure.Cut("x"));
    fixture.haiku.lastCall().deliver("Hello");

    assertThat(listener.events)
        .contains("model haiku fallback")
        .endsWith("text Hello", "flush")
        .doesNotContain("failure model_cut retry");
  }

  @Test
  void asksAnotherModelWhenAThoughtEndsWithoutAnAnswer() {
    ScriptedCall call = open();
    call.deliver(STARTED);
    advance(2);

    call.listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events).endsWith("model haiku fallback");
  }

  @Test
  void hasNoFallbackOnceThereIsText() {
    ScriptedCall call = open();
    call.deliver(STARTED);
    call.deliver(FINISHED);
    call.deliver("Hel");
    call.deliver(STARTED);

    call.listener().onFailure(new ProviderFailure.Cut("x"));

    assertThat(listener.events).last().asString().startsWith("failure");
    assertThat(fixture.callCounts()).isEqualTo("0 0 1");
  }

  @Test
  void givesUpOnAConnectionWhoseHeartbeatStops() {
    ScriptedCall call = open();
    call.deliver(STARTED);
    ping(call, 30);

    advance(119);
    assertThat(call.isCancelled()).isFalse();
    advance(2);

    assertThat(call.isCancelled()).isTrue();
    assertThat(listener.events).endsWith("model haiku fallback");
  }

  @Test
  void givesUpOnAThoughtFarLongerThanIsUsualForTheModel() {
    recordThoughts(200, 60_000);
    ScriptedCall call = open();
    call.deliver(STARTED);

    ping(call, 180);
    assertThat(call.isCancelled()).isFalse();
    ping(call, 240); // Four times the 99th percentile, which is near 60 s.

    assertThat(call.isCancelled()).isTrue();
  }

  @Test
  void neverGivesUpOnAThoughtThatMakesProgressBeforeTheTotalTimeout() {
    recordThoughts(200, 10_000);
    ScriptedCall call = open();
    call.deliver(STARTED);

    for (int i = 0; i < 59; i++) {
      advance(10);
      call.deliver(new ThinkingText("Still at it. "));
    }
    assertThat(call.isCancelled()).isFalse();
    advance(11);

    assertThat(call.isCancelled()).isTrue();
  }

  @Test
  void appliesTheIdleTimeoutAgainAfterAThought() {
    ScriptedCall call = open();
    call.deliver(STARTED);
    ping(call, 60);
    call.deliver(FINISHED);

    advance(19);
    assertThat(call.isCancelled()).isFalse();
    advance(2);

    assertThat(call.isCancelled()).isTrue();
  }

  @Test
  void learnsTheTimeToFirstTextSeparatelyFromTheFirstToken() {
    for (int i = 0; i < 120; i++) {
      ScriptedCall call = open();
      advance(1);
      call.deliver(STARTED);
      advance(10);
      call.deliver(FINISHED);
      call.deliver("Hello");
      call.listener().onEnd(FinishReason.STOP, Usage.NONE);
    }
    advance(1);

    Candidate opus = fixture.candidate("opus");
    assertThat(opus.firstTextMs().quantile(0.5)).isBetween(10_000.0, 12_000.0);
    assertThat(opus.firstTokenMs().quantile(0.5)).isLessThan(3_100);
    assertThat(opus.status().thinkingProfile().usual(0).p50Ms()).isBetween(9_800.0, 10_200.0);
  }

  @Test
  void classifiesTheSilenceOfAThought() {
    recordThoughts(200, 40_000);
    RoutedCall routed = route();
    ScriptedCall call = fixture.opus.lastCall();
    assertThat(routed.silence().kind()).isEqualTo(SilenceKind.QUEUED);

    call.deliver(STARTED);
    ping(call, 20);
    assertThat(routed.silence().kind()).isEqualTo(SilenceKind.THINKING);
    assertThat(routed.silence().stage()).isZero();
    assertThat(routed.silence().typical()).isNotNull();
    ping(call, 25);

    assertThat(routed.silence().kind()).isEqualTo(SilenceKind.NO_PROGRESS);
  }

  private void recordThoughts(int count, double ms) {
    ThinkingProfile profile = fixture.candidate("opus").status().thinkingProfile();
    for (int i = 0; i < count; i++) {
      profile.recordThought(0, ms, null, null);
    }
    advance(1);
  }

  private RoutedCall route() {
    return fixture
        .router(RoutingRules.DEFAULTS)
        .open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
  }

  private ScriptedCall open() {
    route();
    return fixture.opus.lastCall();
  }

  private void advance(int seconds) {
    fixture.loop.advance(Duration.ofSeconds(seconds));
  }

  private void ping(ScriptedCall call, int seconds) {
    for (int i = 0; i < seconds / PING_INTERVAL.toSeconds(); i++) {
      fixture.loop.advance(PING_INTERVAL);
      call.ping();
    }
  }
}
