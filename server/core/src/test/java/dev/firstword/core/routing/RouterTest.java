package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timeouts are those of the default profile: first token 30 s, idle 20 s, total 10 min. */
final class RouterTest {

  private static final RoutingRules SINGLE_ROUND =
      new RoutingRules(
          RoutingRules.Hedging.OFF, ComplexityRules.DEFAULTS, null, 1, 3, Duration.ofSeconds(2));

  private final ManualEventLoop loop = new ManualEventLoop();
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ZERO);

  private final ScriptedProvider provider = new ScriptedProvider();
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Router router =
      new Router(
          new Catalogue(
              List.of(
                  new CatalogueModel(
                      "haiku", provider, 1, Duration.ofMillis(300), Duration.ofMillis(800), 150)),
              loop::nanoTime),
          WarmPrefixes.NONE,
          SINGLE_ROUND);
  private final RoutedCall call = router.open(request(), loop, listener);

  @Test
  void reportsTheModelThenItsText() {
    provider.lastCall().deliver("Hel", "lo");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events)
        .containsExactly("model haiku simple", "text Hel", "text lo", "flush", "end stop");
    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void closesACallWithoutAFirstToken() {
    loop.advance(Duration.ofSeconds(29));
    assertThat(provider.lastCall().isCancelled()).isFalse();

    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).containsExactly("model haiku simple", "failure model_silent retry");
  }

  @Test
  void closesACallThatIdlesMidAnswer() {
    provider.lastCall().deliver("Hel");
    loop.advance(Duration.ofSeconds(19));
    provider.lastCall().deliver("lo");
    loop.advance(Duration.ofSeconds(19));
    assertThat(provider.lastCall().isCancelled()).isFalse();

    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).endsWith("failure model_silent continue");
  }

  @Test
  void closesACallAtTheTotalTimeout() {
    for (int i = 0; i < 60; i++) {
      provider.lastCall().deliver("more ");
      loop.advance(Duration.ofSeconds(10));
    }

    assertThat(provider.lastCall().isCancelled()).isTrue();
  }

  @Test
  void countsUnreportedInputOfACancelledAuxiliaryCall() {
    RoutedCall beside = openAuxiliaryCall();
    beside.cancel();
    RoutedCall begun = openAuxiliaryCall();
    provider.lastCall().deliver("Memory ");
    begun.cancel();
    begun.cancel();
    RoutedCall whole = openAuxiliaryCall();
    provider.lastCall().deliver("Memory.");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    whole.cancel();

    assertThat(router.counters().unreportedInputTokens())
        .containsEntry("haiku", 2 * PromptBuilder.estimateTokens(request().prompt()));
  }

  private RoutedCall openAuxiliaryCall() {
    return router.openFastest(request().prompt(), 80, TIMEOUTS, loop, new RecordingCallListener());
  }

  @Test
  void reportsNothingAfterCancel() {
    provider.lastCall().deliver("Hel");
    call.cancel();
    provider.lastCall().deliver("lo");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    loop.advance(Duration.ofHours(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(listener.events).containsExactly("model haiku simple", "text Hel", "flush");
  }

  @Test
  void treatsAnEmptyAnswerAsAFailure() {
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(listener.events).endsWith("failure model_empty retry");
  }

  @Test
  void reportsARefusal() {
    provider.lastCall().listener().onEnd(FinishReason.REFUSAL, Usage.NONE);

    assertThat(listener.events).endsWith("failure model_declined edit");
  }

  @ParameterizedTest
  @MethodSource
  void mapsProviderFailuresToUserFacingFailures(ProviderFailure failure, String expected) {
    provider.lastCall().listener().onFailure(failure);

    assertThat(listener.events).containsExactly("model haiku simple", expected);
    assertThat(loop.pendingTimers()).isZero();
  }

  static List<Object[]> mapsProviderFailuresToUserFacingFailures() {
    Duration minute = Duration.ofMinutes(1);
    return List.of(
        new Object[] {new ProviderFailure.Unreachable("x"), "failure model_unreachable retry"},
        new Object[] {new ProviderFailure.Unauthorized("x"), "failure model_unauthorized contact"},
        new Object[] {new ProviderFailure.Rejected(400, "x"), "failure model_rejected edit"},
        new Object[] {
          new ProviderFailure.RateLimited(null, "x"), "failure model_limit_reached contact"
        },
        new Object[] {new ProviderFailure.ServerError(500, "x"), "failure model_failed retry"},
        new Object[] {new ProviderFailure.Cut("x"), "failure model_cut retry"},
        new Object[] {new ProviderFailure.Malformed("x"), "failure model_malformed retry"},
        new Object[] {new ProviderFailure.Silent(minute, "x"), "failure model_silent retry"});
  }

  private static RoutingRequest request() {
    return new RoutingRequest(
        new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, "Hello!"))),
        "Hello!",
        null,
        Profiles.defaultChat(),
        null,
        Priority.QUALITY,
        null,
        null);
  }
}
