package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.client.ProviderFailure;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The profile determines which models may hedge or replace the chosen one. */
final class ModelPolicyTest {

  private static final ProviderFailure MALFORMED = new ProviderFailure.Malformed("x");

  private final RoutingFixture fixture = new RoutingFixture();
  private final RecordingCallListener listener = new RecordingCallListener();
  private final Router router = fixture.router(RoutingRules.DEFAULTS);

  @Test
  void fallsBackOnlyToAllowedModels() {
    open(Set.of("sonnet"));

    fixture.opus.lastCall().listener().onFailure(MALFORMED);
    fixture.sonnet.lastCall().listener().onFailure(MALFORMED);

    assertThat(listener.events)
        .containsExactly(
            "model opus complex", "model sonnet fallback", "failure model_malformed retry");
    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void hedgesOnlyWithAllowedModels() {
    fixture.recordFirstTokens("opus", 100, 3000);
    open(Set.of("sonnet"));

    fixture.loop.advance(Duration.ofSeconds(4));

    assertThat(fixture.sonnet.calls()).hasSize(1);
    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void neitherFallsBackNorHedgesWithoutAllowedModels() {
    fixture.recordFirstTokens("opus", 100, 3000);
    open(Set.of());

    fixture.loop.advance(Duration.ofSeconds(4));
    fixture.opus.lastCall().listener().onFailure(MALFORMED);

    assertThat(listener.events)
        .containsExactly("model opus complex", "failure model_malformed retry");
  }

  @Test
  void choosesOnlyAllowedModelsWhileTheCircuitIsOpen() {
    openCircuit("opus");

    open(Set.of("haiku"));

    assertThat(listener.events).containsExactly("model haiku fallback");
  }

  @Test
  void usesTheModelDespiteAnOpenCircuitWhenNoFallbackIsAllowed() {
    openCircuit("opus");

    open(Set.of());

    assertThat(listener.events).containsExactly("model opus complex");
  }

  @Test
  void waitsForARateLimitedModelWhenNoFallbackIsAllowed() {
    fixture.reject("opus", 3, Duration.ofSeconds(20));

    open(Set.of());
    assertThat(fixture.opus.calls()).isEmpty();
    fixture.loop.advance(Duration.ofSeconds(3));

    assertThat(fixture.opus.calls()).hasSize(1);
    assertThat(listener.events)
        .containsExactly("model opus complex", "rate limit wait", "again opus");
  }

  @Test
  void budgetMayChooseAModelThatIsNoFallback() {
    router.open(
        RoutingFixture.request(RoutingFixture.COMPLEX, Duration.ofSeconds(1), Set.of()),
        fixture.loop,
        listener);

    assertThat(listener.events).containsExactly("model haiku budget");
  }

  private void open(Set<String> fallbacks) {
    router.open(
        RoutingFixture.request(RoutingFixture.COMPLEX, null, fallbacks), fixture.loop, listener);
  }

  private void openCircuit(String model) {
    for (int i = 0; i < 8; i++) {
      fixture.candidate(model).status().circuitBreaker().recordFailure();
    }
  }
}
