package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RegionPolicy;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.RoutingRules.Hedging;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No call of a request that requires a region goes to a model of another one. */
final class RegionRoutingTest {

  private static final Caller IN_EUROPE = new Caller("acme", "ada");
  private static final Caller ANYWHERE = new Caller("globex", "bob");
  private static final ModelCapabilities PLAIN = ThinkingControl.NONE.assumptions();

  private final ManualEventLoop loop = new ManualEventLoop();
  private final ScriptedProvider fast = new ScriptedProvider("fast's");
  private final ScriptedProvider european = new ScriptedProvider("european's");
  private final ScriptedProvider unknown = new ScriptedProvider("unknown's");
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Catalogue catalogue =
      new Catalogue(
          List.of(
              model("fast", fast, 1, "us"),
              model("european", european, 5, "eu"),
              model("unknown", unknown, 15, null)),
          new RegionPolicy(Map.of(IN_EUROPE.tenant(), "eu"), Map.of("legal", "eu")),
          loop::nanoTime);
  private final Router router =
      new Router(
          catalogue,
          WarmPrefixes.NONE,
          RoutingRules.DEFAULTS
              .with(new Hedging(0.5, Duration.ofMillis(100), true))
              .with(new Classifier("fast", Classifier.DEFAULT_BUDGET)));

  private static CatalogueModel model(
      String name, ScriptedProvider provider, double cost, @Nullable String region) {
    return new CatalogueModel(
        name,
        provider,
        cost,
        Duration.ofMillis(Math.round(300 * cost)),
        Duration.ofMillis(Math.round(900 * cost)),
        50,
        PLAIN,
        Set.of(),
        region);
  }

  @Test
  void choosesHedgesAndFallsBackWithinTheRegionOnly() {
    router.open(request(IN_EUROPE, "chat", null), loop, listener);
    loop.advance(Duration.ofSeconds(5));
    european.lastCall().listener().onFailure(new ProviderFailure.Cut("cut"));
    loop.advance(Duration.ofMinutes(1));

    assertThat(european.calls()).isNotEmpty();
    assertThat(fast.calls()).isEmpty();
    assertThat(unknown.calls()).isEmpty();
  }

  @Test
  void appliesTheRegionOfTheProfileToAllTenants() {
    router.open(request(ANYWHERE, "legal", null), loop, listener);
    router.open(request(ANYWHERE, "chat", null), loop, new RecordingCallListener());

    assertThat(european.calls()).hasSize(1);
    assertThat(fast.calls()).hasSize(1);
  }

  @Test
  void summarizesAndClassifiesWithinTheRegionOnly() {
    Prompt prompt = request(IN_EUROPE, "chat", null).prompt();
    Timeouts timeouts = Profiles.defaultChat().timeouts();

    router.openFastest(prompt, 100, timeouts, loop, listener);
    var classifier =
        router.classify("Compare both.", IN_EUROPE.tenant(), Profiles.defaultChat(), null, loop);

    assertThat(european.calls()).hasSize(1);
    assertThat(classifier).isEmpty();
    assertThat(fast.calls()).isEmpty();
  }

  @Test
  void neverCallsAPinnedModelOfAnotherRegion() {
    router.open(request(IN_EUROPE, "chat", "fast"), loop, listener);
    loop.advance(Duration.ofMinutes(1));

    assertThat(fast.calls()).isEmpty();
    assertThat(european.calls()).isEmpty();
  }

  @Test
  void saysWhyARequestIsRefused() {
    assertThat(refusal(IN_EUROPE, "fast"))
        .isEqualTo("The model \"fast\" is not in the region \"eu\", which is required here.");
    assertThat(refusal(IN_EUROPE, "unknown"))
        .isEqualTo("The model \"unknown\" is not in the region \"eu\", which is required here.");
    assertThat(refusal(IN_EUROPE, "european")).isEmpty();
    assertThat(refusal(IN_EUROPE, null)).isEmpty();
    assertThat(refusal(ANYWHERE, "fast")).isEmpty();
  }

  @Test
  void saysThatNoModelIsInTheRegion() {
    Catalogue elsewhere =
        new Catalogue(
            List.of(model("fast", fast, 1, "us")),
            new RegionPolicy(Map.of(IN_EUROPE.tenant(), "eu"), Map.of()),
            loop::nanoTime);

    assertThat(
            elsewhere.refusal(
                elsewhere.requiredRegion(IN_EUROPE.tenant(), "chat"),
                null,
                ThinkingOption.AUTO,
                GenerationOptions.DEFAULT,
                UnsupportedOptions.TRANSLATE))
        .contains("No model of this server is in the region \"eu\", which is required here.");
  }

  private String refusal(Caller caller, @Nullable String model) {
    return router
        .refusal(
            router.requiredRegion(caller.tenant(), "chat"),
            model,
            ThinkingOption.AUTO,
            GenerationOptions.DEFAULT,
            UnsupportedOptions.TRANSLATE)
        .orElse("");
  }

  private static RoutingRequest request(Caller caller, String profile, @Nullable String pinned) {
    RoutingRequest plain =
        RoutingFixture.request(RoutingFixture.SIMPLE, pinned, Priority.QUALITY, null);
    return new RoutingRequest(
        plain.prompt().withScope(new CacheScope(caller.tenant(), profile, Set.of(), false)),
        plain.question(),
        null,
        plain.profile(),
        pinned,
        plain.priority(),
        null,
        null);
  }
}
