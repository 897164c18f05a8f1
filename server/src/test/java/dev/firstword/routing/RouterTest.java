package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profiles;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The deadlines are the standard profile's: first token 30 s, silence 20 s, whole 10 min. */
final class RouterTest {

  private static final RoutingRules ONE_ROUND =
      new RoutingRules(
          RoutingRules.Hedging.OFF, ComplexityRules.DEFAULTS, null, 1, 3, Duration.ofSeconds(2));

  private final ManualLoop loop = new ManualLoop();
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ZERO);

  private final ScriptedProvider provider = new ScriptedProvider();
  private final RecordingRoute heard = new RecordingRoute();
  private final Router router =
      new Router(
          new Catalogue(
              List.of(
                  new CatalogueModel(
                      "haiku", provider, 1, Duration.ofMillis(300), Duration.ofMillis(800), 150)),
              loop::nanoTime),
          WarmPrefixes.NONE,
          ONE_ROUND);
  private final Route route = router.open(request(), loop, heard);

  @Test
  void tellsTheModelThenItsWords() {
    provider.lastCall().reads("Hel", "lo");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(heard.told)
        .containsExactly("model haiku simple", "text Hel", "text lo", "flush", "end stop");
    assertThat(loop.waitingTimers()).isZero();
  }

  @Test
  void closesAModelThatNeverSaysAWord() {
    loop.advance(Duration.ofSeconds(29));
    assertThat(provider.lastCall().isCancelled()).isFalse();

    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).containsExactly("model haiku simple", "failure model_silent retry");
  }

  @Test
  void closesAModelThatFallsSilent() {
    provider.lastCall().reads("Hel");
    loop.advance(Duration.ofSeconds(19));
    provider.lastCall().reads("lo");
    loop.advance(Duration.ofSeconds(19));
    assertThat(provider.lastCall().isCancelled()).isFalse();

    loop.advance(Duration.ofSeconds(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).endsWith("failure model_silent continue");
  }

  @Test
  void closesAModelThatNeverEnds() {
    for (int i = 0; i < 60; i++) {
      provider.lastCall().reads("more ");
      loop.advance(Duration.ofSeconds(10));
    }

    assertThat(provider.lastCall().isCancelled()).isTrue();
  }

  @Test
  void aCallBesideThatNobodyWantsAnyMoreHasReadForNothing() {
    Route beside = besideTheAnswer();
    beside.cancel();
    Route begun = besideTheAnswer();
    provider.lastCall().reads("Memory ");
    begun.cancel();
    begun.cancel();
    Route whole = besideTheAnswer();
    provider.lastCall().reads("Memory.");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    whole.cancel();

    assertThat(router.counts().unheardInputTokens())
        .containsEntry("haiku", 2 * PromptBuilder.estimateTokens(request().prompt()));
  }

  private Route besideTheAnswer() {
    return router.openFastest(request().prompt(), 80, LIMITS, loop, new RecordingRoute());
  }

  @Test
  void tellsNothingMoreOnceCancelled() {
    provider.lastCall().reads("Hel");
    route.cancel();
    provider.lastCall().reads("lo");
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    loop.advance(Duration.ofHours(1));

    assertThat(provider.lastCall().isCancelled()).isTrue();
    assertThat(heard.told).containsExactly("model haiku simple", "text Hel", "flush");
  }

  @Test
  void takesAnEndWithoutAWordForAFailure() {
    provider.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(heard.told).endsWith("failure model_empty retry");
  }

  @Test
  void saysWhenTheModelDeclined() {
    provider.lastCall().listener().onEnd(FinishReason.REFUSAL, Usage.NONE);

    assertThat(heard.told).endsWith("failure model_declined edit");
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatAFailureMeansAndWhatToDo(ProviderFailure failure, String told) {
    provider.lastCall().listener().onFailure(failure);

    assertThat(heard.told).containsExactly("model haiku simple", told);
    assertThat(loop.waitingTimers()).isZero();
  }

  static List<Object[]> saysWhatAFailureMeansAndWhatToDo() {
    Duration minute = Duration.ofMinutes(1);
    return List.of(
        new Object[] {new ProviderFailure.Unreachable("x"), "failure model_unreachable retry"},
        new Object[] {new ProviderFailure.Unauthorized("x"), "failure model_unauthorized contact"},
        new Object[] {new ProviderFailure.Rejected(400, "x"), "failure model_rejected edit"},
        new Object[] {
          new ProviderFailure.RateLimited(minute, "x"), "failure model_rate_limited wait"
        },
        new Object[] {
          new ProviderFailure.RateLimited(null, "x"), "failure model_limit_reached contact"
        },
        new Object[] {new ProviderFailure.Overloaded(null, "x"), "failure model_overloaded wait"},
        new Object[] {new ProviderFailure.ServerError(500, "x"), "failure model_failed retry"},
        new Object[] {new ProviderFailure.Cut("x"), "failure model_cut retry"},
        new Object[] {new ProviderFailure.Malformed("x"), "failure model_malformed retry"},
        new Object[] {new ProviderFailure.Silent(minute, "x"), "failure model_silent retry"});
  }

  private static RouteRequest request() {
    return new RouteRequest(
        new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, "Hello!"))),
        "Hello!",
        null,
        Profiles.standardChat(),
        null,
        Priority.QUALITY,
        null,
        null);
  }
}
