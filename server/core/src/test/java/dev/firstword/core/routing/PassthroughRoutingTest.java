package dev.firstword.core.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.PassthroughPart;
import dev.firstword.core.provider.PassthroughPart.Kind;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.core.routing.CallFeatures.Feature;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.core.routing.live.LatencyProfile;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two models of one API, and a third of another, asked in the first one's API. */
final class PassthroughRoutingTest {

  private static final Duration PAST_HEDGE_DELAY = Duration.ofMillis(1_300);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final ProviderFailure CUT = new ProviderFailure.Cut("x");

  private final ManualEventLoop loop = new ManualEventLoop();
  private final ScriptedProvider claude = new ScriptedProvider("claude's", ModelApi.MESSAGES);
  private final ScriptedProvider other = new ScriptedProvider("other's", ModelApi.MESSAGES);
  private final ScriptedProvider gpt = new ScriptedProvider("gpt's", ModelApi.RESPONSES);
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Catalogue catalogue =
      new Catalogue(
          List.of(model("claude", claude, 9), model("other", other, 3), model("gpt", gpt, 1)),
          loop::nanoTime);
  private final Router router =
      new Router(
          catalogue, WarmPrefixes.NONE, RoutingRules.DEFAULTS.with(new Hedging(0.05, null, true)));

  /** A second call is due after about a second. */
  @BeforeEach
  void recordFirstTokens() {
    LatencyProfile latency =
        catalogue
            .candidatesFor(new Prompt("", List.of()), RequiredRegion.ANY, WarmPrefixes.NONE)
            .find("claude")
            .orElseThrow()
            .status()
            .latencyProfile();
    for (int i = 0; i < 100; i++) {
      latency.recordFirstToken(0, 1_000);
      latency.recordFirstText(0, 1_000);
    }
    loop.advance(Duration.ofSeconds(1)); // Estimates refresh periodically.
  }

  private static CatalogueModel model(String name, ScriptedProvider provider, double cost) {
    return new CatalogueModel(
        name, provider, cost, Duration.ofMillis(300), Duration.ofMillis(900), 50);
  }

  @Test
  void sendsEachModelOfTheApiTheClientsOwnRequest() {
    open(passthrough(true, true), CallFeatures.ALL);

    fail(claude, CUT);

    assertThat(claude.lastCall().request().passthrough()).isNotNull();
    assertThat(other.lastCall().request().passthrough()).isNotNull();
    assertThat(gpt.calls()).isEmpty();
  }

  @Test
  void translatesForAnotherModelWhatCanBeTranslated() {
    open(passthrough(true, false), CallFeatures.ALL);

    fail(claude, CUT);
    fail(other, CUT);

    assertThat(gpt.lastCall().request().passthrough()).isNull();
  }

  @Test
  void passesNothingOnBeforeAnAnswerBegins() {
    open(passthrough(true, true), CallFeatures.ALL);

    pass(claude, Kind.IDLE, "head");
    fail(claude, CUT);
    pass(other, Kind.IDLE, "other head");
    pass(other, Kind.ANSWER, "word");

    assertThat(listener.events)
        .containsExactly(
            "model claude pinned", "model other fallback", "IDLE other head", "ANSWER word");
  }

  @Test
  void passesOnOnlyTheAnswerThatCameFirst() {
    open(passthrough(true, true), CallFeatures.ALL);
    loop.advance(PAST_HEDGE_DELAY);

    pass(claude, Kind.IDLE, "head");
    pass(other, Kind.ANSWER, "first");
    pass(claude, Kind.ANSWER, "late");

    assertThat(claude.lastCall().isCancelled()).isTrue();
    assertThat(listener.events)
        .containsExactly("model claude pinned", "model other hedge", "ANSWER first");
  }

  @Test
  void failsForGoodOnceAnythingWasPassedOn() {
    open(passthrough(true, true), CallFeatures.ALL);

    pass(claude, Kind.ANSWER, "a thought");
    pass(claude, Kind.ERROR, "the provider's error");
    fail(claude, CUT);

    assertThat(other.calls()).isEmpty();
    assertThat(listener.events)
        .containsSubsequence(
            "ANSWER a thought", "ERROR the provider's error", "failure model_cut retry");
  }

  @Test
  void takesAnAnswerWithoutTextAsTheProvidersAnswer() {
    open(passthrough(true, true), CallFeatures.ALL);

    pass(claude, Kind.IDLE, "nothing but a head");
    claude.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(other.calls()).isEmpty();
    assertThat(listener.events)
        .containsExactly("model claude pinned", "IDLE nothing but a head", "end stop");
  }

  @Test
  void waitsForAWholeDocumentWithoutHedging() {
    open(passthrough(false, true), CallFeatures.ALL);

    loop.advance(Duration.ofMinutes(2));
    pass(claude, Kind.DOCUMENT, "{}");
    claude.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(other.calls()).isEmpty();
    assertThat(listener.events).containsExactly("model claude pinned", "DOCUMENT {}", "end stop");
  }

  @Test
  void doesNotTakeTheTimeOfADocumentForThatOfAFirstToken() {
    open(passthrough(false, true), CallFeatures.ALL);
    loop.advance(Duration.ofMinutes(1));
    pass(claude, Kind.DOCUMENT, "{}");
    claude.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);
    loop.advance(Duration.ofSeconds(1));

    assertThat(router.modelReports().getFirst().sampleCount()).isEqualTo(100);
  }

  @Test
  void hedgesNothingThatMayNotBeHedged() {
    open(passthrough(true, true), CallFeatures.ALL.without(Set.of(Feature.HEDGE)));

    loop.advance(PAST_HEDGE_DELAY);
    assertThat(other.calls()).isEmpty();
    fail(claude, CUT);

    assertThat(other.calls()).hasSize(1);
  }

  @Test
  void makesOneCallWithoutAnyFeature() {
    open(passthrough(true, true), CallFeatures.NONE);

    loop.advance(PAST_HEDGE_DELAY);
    fail(claude, new ProviderFailure.ServerError(500, "x"));
    loop.advance(LATER);

    assertThat(claude.calls()).hasSize(1);
    assertThat(other.calls()).isEmpty();
    assertThat(listener.events).last().asString().startsWith("failure model_failed");
  }

  @Test
  void hedgesWithoutFallingBack() {
    open(passthrough(true, true), CallFeatures.ALL.without(Set.of(Feature.FALLBACK)));
    loop.advance(PAST_HEDGE_DELAY);
    assertThat(other.calls()).hasSize(1);

    fail(claude, CUT);
    fail(other, CUT);
    loop.advance(LATER);

    assertThat(claude.calls()).hasSize(1);
    assertThat(other.calls()).hasSize(1);
    assertThat(listener.events).last().asString().startsWith("failure");
  }

  private void open(@Nullable PassthroughRequest passthrough, CallFeatures features) {
    var _ =
        router.open(
            RoutingFixture.request(
                "Hello!",
                "claude",
                ThinkingOption.AUTO,
                GenerationOptions.DEFAULT,
                passthrough,
                features),
            loop,
            listener);
  }

  private static PassthroughRequest passthrough(boolean isStreamed, boolean isRequired) {
    return new PassthroughRequest(
        ModelApi.MESSAGES, new byte[0], Map.of(), Map.of(), isStreamed, isRequired, false);
  }

  private static void pass(ScriptedProvider provider, Kind kind, String text) {
    provider.lastCall().listener().onPassthrough(new PassthroughPart(text.getBytes(UTF_8), kind));
  }

  private static void fail(ScriptedProvider provider, ProviderFailure failure) {
    provider.lastCall().listener().onFailure(failure);
  }
}
