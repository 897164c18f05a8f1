package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider that has too many calls limits their rate: turns wait for it, visibly, until the time
 * for their first token is over. It is 30 s. Hedging is off.
 */
final class RateLimitTest {

  private static final Duration FIRST_TOKEN = Profiles.defaultChat().timeouts().firstToken();
  private static final ProviderFailure LIMITED =
      new ProviderFailure.RateLimited(Duration.ofSeconds(1), "x");

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();
  private int ended;
  private final Router router = fixture.router(RoutingRules.DEFAULTS.with(Hedging.OFF));

  @ParameterizedTest
  @MethodSource
  void callsTheModelAgainAfterASingleRejection(ProviderFailure rejection) {
    openPinned();
    RoutingFixture.fail(fixture.opus, rejection);

    fixture.loop.advance(Duration.ofMillis(2_500));
    fixture.opus.lastCall().deliver("Hello");

    assertThat(fixture.opus.calls()).hasSize(2);
    assertThat(listener.events).endsWith("again opus", "text Hello", "flush");
  }

  static List<ProviderFailure> callsTheModelAgainAfterASingleRejection() {
    return List.of(
        new ProviderFailure.RateLimited(Duration.ZERO, "x"),
        new ProviderFailure.RateLimited(Duration.ofSeconds(1), "x"),
        new ProviderFailure.RateLimited(Duration.ofDays(1), "x"),
        new ProviderFailure.Overloaded(null, "x"),
        new ProviderFailure.Overloaded(Duration.ofHours(1), "x"));
  }

  @Test
  void oneRejectionDoesNotKeepOtherTurnsFromTheModel() {
    openPinned();
    RoutingFixture.fail(fixture.opus, LIMITED);

    openPinned();

    assertThat(fixture.opus.calls()).hasSize(2);
  }

  @Test
  void waitsForAsLongAsTheProviderAsksWithinBounds() {
    openPinned();
    RoutingFixture.fail(fixture.opus, LIMITED);

    fixture.loop.advance(Duration.ofMillis(999));
    assertThat(fixture.opus.calls()).hasSize(1);
    fixture.loop.advance(Duration.ofMillis(301));

    assertThat(fixture.opus.calls()).hasSize(2);
  }

  @Test
  void saysOnceThatItWaits() {
    RoutedCall call = openPinned();
    for (int i = 0; i < 3; i++) {
      RoutingFixture.fail(fixture.opus, LIMITED);
      assertThat(call.silence().kind()).isEqualTo(SilenceKind.RATE_LIMITED);
      fixture.loop.advance(Duration.ofSeconds(4));
    }

    assertThat(listener.events).containsOnlyOnce("rate limit wait");
  }

  @Test
  void doesNotMentionAWaitUnderASecond() {
    openPinned();
    RoutingFixture.fail(fixture.opus, new ProviderFailure.Overloaded(null, "x"));
    fixture.loop.advance(Duration.ofMillis(400));

    fixture.opus.lastCall().deliver("Hello");

    assertThat(listener.events)
        .containsExactly("model opus pinned", "again opus", "text Hello", "flush");
  }

  @ParameterizedTest
  @MethodSource("rejectionsForADay")
  void failsOnlyWhenThereIsNoTimeLeft(ProviderFailure rejection) {
    openPinned();
    long openedNanos = fixture.loop.nanoTime();
    int failed = 0;
    while (!listener.events.getLast().startsWith("failure")) {
      if (fixture.opus.calls().size() > failed) {
        failed = fixture.opus.calls().size();
        RoutingFixture.fail(fixture.opus, rejection);
      }
      fixture.loop.advance(Duration.ofMillis(10));
    }

    Duration waited = Duration.ofNanos(fixture.loop.nanoTime() - openedNanos);
    assertThat(waited).isBetween(FIRST_TOKEN.minusSeconds(1), FIRST_TOKEN);
    assertThat(failed).as("calls").isBetween(4, 10);
    assertThat(listener.events).last().asString().matches("failure model_\\w+ wait");
    assertThat(listener.retryAfters).containsExactly(Duration.ofMinutes(1));
    assertThat(fixture.loop.pendingTimers()).isZero();
  }

  static List<ProviderFailure> rejectionsForADay() {
    return List.of(
        new ProviderFailure.RateLimited(Duration.ofDays(1), "x"),
        new ProviderFailure.Overloaded(Duration.ofDays(1), "x"));
  }

  @Test
  void asksAnotherModelRatherThanWait() {
    open();

    RoutingFixture.fail(fixture.opus, LIMITED);

    assertThat(listener.events).containsExactly("model opus complex", "model haiku fallback");
  }

  @Test
  void waitsWhenEveryModelIsRateLimited() {
    open();
    RoutingFixture.fail(fixture.opus, LIMITED);
    RoutingFixture.fail(fixture.haiku, LIMITED);
    RoutingFixture.fail(fixture.sonnet, LIMITED);
    assertThat(fixture.callCounts()).isEqualTo("1 1 1");

    fixture.loop.advance(Duration.ofMillis(1_300));

    assertThat(fixture.callCounts()).as("one of them again").isIn("2 1 1", "1 2 1", "1 1 2");
    assertThat(listener.events).contains("rate limit wait");
  }

  @Test
  void doesNotHedgeToAModelThatRejectsCalls() {
    Router hedging = fixture.router(RoutingRules.DEFAULTS);
    fixture.reject("haiku", 1, Duration.ofSeconds(1));

    hedging.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
    fixture.loop.advance(Duration.ofSeconds(8));

    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void stopsWaitingWhenCancelled() {
    RoutedCall call = openPinned();
    RoutingFixture.fail(fixture.opus, LIMITED);

    call.cancel();
    fixture.loop.advance(FIRST_TOKEN);

    assertThat(fixture.opus.calls()).hasSize(1);
    assertThat(fixture.loop.pendingTimers()).isZero();
  }

  @Test
  void answersAllTurnsOfABurstThatTheLimitAllowsInTime() {
    LimitedProvider provider = new LimitedProvider(fixture, 10);
    for (int i = 0; i < 150; i++) {
      openPinned();
    }

    provider.run(FIRST_TOKEN);

    assertThat(provider.answered()).isEqualTo(150);
    assertThat(provider.rejected())
        .as("calls that the provider rejected, beside the burst")
        .isLessThan(150 + 60);
  }

  @Test
  void failuresDoNotMultiplyTheLoadOfAProvider() {
    for (int second = 0; second < 60; second++) {
      for (int turn = 0; turn < 20; turn++) {
        openPinned();
        fixture.loop.advance(Duration.ofMillis(50));
        failNewCalls(new ProviderFailure.ServerError(500, "x"));
      }
    }

    int turns = 60 * 20;
    assertThat(fixture.opus.calls().size()).isBetween(turns, turns + turns / 5 + 60 + 20);
  }

  private void failNewCalls(ProviderFailure failure) {
    for (; ended < fixture.opus.calls().size(); ended++) {
      fixture.opus.calls().get(ended).listener().onFailure(failure);
    }
  }

  private RoutedCall open() {
    return router.open(RoutingFixture.request(RoutingFixture.COMPLEX), fixture.loop, listener);
  }

  private RoutedCall openPinned() {
    return router.open(
        RoutingFixture.request(RoutingFixture.COMPLEX, "opus", Priority.QUALITY, null),
        fixture.loop,
        listener);
  }

  /** Answers a number of opus's calls a second, and rejects the others. */
  private static final class LimitedProvider {

    private final RoutingFixture fixture;
    private final int perSecond;
    private double tokens;
    private int seen;
    private int answered;
    private int rejected;

    LimitedProvider(RoutingFixture fixture, int perSecond) {
      this.fixture = fixture;
      this.perSecond = perSecond;
      this.tokens = perSecond;
    }

    void run(Duration time) {
      Duration step = Duration.ofMillis(10);
      for (Duration left = time; left.isPositive(); left = left.minus(step)) {
        for (; seen < fixture.opus.calls().size(); seen++) {
          var call = fixture.opus.calls().get(seen);
          if (tokens >= 1) {
            tokens--;
            answered++;
            call.deliver("Hello");
            call.listener().onEnd(FinishReason.STOP, Usage.NONE);
          } else {
            rejected++;
            call.listener().onFailure(LIMITED);
          }
        }
        fixture.loop.advance(step);
        tokens = Math.min(perSecond, tokens + perSecond * 0.01);
      }
    }

    int answered() {
      return answered;
    }

    int rejected() {
      return rejected;
    }
  }
}
