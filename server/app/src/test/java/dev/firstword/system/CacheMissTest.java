package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.simulator.ModelSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A conversation whose instructions change, at providers that say so and at others. */
final class CacheMissTest {

  private static final String LONG = "word ".repeat(4_000);
  private static final Duration SOON = Duration.ofMillis(10);

  private static final ModelSettings SIMULATED =
      new ModelSettings(4, 10, 2_000).withOutputTokens(5);

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC, claude-sonnet-4-6, true,  provider",
    "ANTHROPIC, claude-sonnet-4-6, false, server",
    "RESPONSES, gpt-6.1-sol,       true,  provider",
    "RESPONSES, gpt-6.1-sol,       false, server",
    "RESPONSES, gpt-4.1,           true,  server",
    "OPENAI,    gpt-4.1,           true,  server",
  })
  void saysWhatChangedInTheWaterfallAndTheMetrics(
      Dialect dialect, String model, boolean hasDiagnostics, String source) {
    try (ServerFixture server =
        new ServerFixture(_ -> {}, settings -> with(settings, dialect, model, hasDiagnostics))) {
      server.model(model, SIMULATED);
      Client client = server.client();
      Transcript first = client.answer(ChatCall.of("One?").with("system", "A " + LONG));
      String conversation = first.events().getFirst().field("conversation_id");
      Transcript second =
          client.answer(
              ChatCall.of("Two?").with("system", "B " + LONG).inConversation(conversation));
      Transcript third =
          client.answer(
              ChatCall.of("Three?").with("system", "B " + LONG).inConversation(conversation));

      JsonNode misses = misses(client, second);
      assertThat(misses).hasSize(1);
      assertThat(misses.path(0).path("source").asText()).isEqualTo(source);
      assertThat(misses.path(0).path("tokens").asLong()).isBetween(4_000L, 6_000L);
      assertThat(misses.path(0).path("cause").asText()).isEqualTo("instructions_changed");
      assertThat(misses(client, first)).isEmpty();
      assertThat(misses(client, third)).isEmpty();
      assertThat(server.calls().rejected()).isZero();
      assertThat(client.get("/metrics").body())
          .contains(
              "firstword_prompt_cache_misses_total{cause=\"instructions_changed\",model=\"%s\""
                  .formatted(model));
    }
  }

  private static JsonNode misses(Client client, Transcript answer) {
    String path = "/api/latency/turns/" + answer.events().getFirst().field("turn_id");
    ServerFixture.awaitTrue(() -> client.get(path).status() == 200);
    return client.get(path).json().path("cache_misses");
  }

  private static Settings.Builder with(
      Settings.Builder settings, Dialect dialect, String model, boolean hasDiagnostics) {
    return settings
        .providers(
            settings.build().providers().stream()
                .map(each ->
                    new ProviderEndpoint(
                        each.name(),
                        dialect,
                        each.baseUri(),
                        "key",
                        Map.of(),
                        false,
                        hasDiagnostics))
                .toList())
        .models(List.of(new CatalogueModelSettings(model, "", 1, SOON, SOON, 1_000)));
  }
}
