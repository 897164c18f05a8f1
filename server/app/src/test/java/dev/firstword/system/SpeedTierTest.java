package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.adapters.dialect.ServedModel.ServiceTier;
import dev.firstword.adapters.dialect.ServedModel.Speed;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.simulator.ModelSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One model of a provider in two tiers is two models of the server. */
final class SpeedTierTest {

  private static final Duration SOON = Duration.ofMillis(10);

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC, claude-opus-5, FAST, ",
    "RESPONSES, gpt-6.1-sol,       , PRIORITY",
    "OPENAI,    gpt-4.1,           , FLEX",
  })
  void eachHasMeasurementsOfItsOwn(
      Dialect dialect, String model, @Nullable Speed speed, @Nullable ServiceTier tier) {
    ServedModel served = new ServedModel(model, speed, tier);
    try (ServerFixture server =
        new ServerFixture(_ -> {}, settings -> with(settings, dialect, served))) {
      server.model(model, new ModelSettings(4, 10, 2_000).withOutputTokens(5));
      Client client = server.client();

      Transcript usual = client.answer(ChatCall.of("One?").model(model));
      Transcript tiered = client.answer(ChatCall.of("Two?").model("tiered"));

      assertThat(modelOf(client, usual)).isEqualTo(model);
      assertThat(modelOf(client, tiered)).isEqualTo("tiered");
      assertThat(client.get("/metrics").body())
          .contains("model=\"" + model + "\"", "model=\"tiered\"");
      assertThat(server.calls().rejected()).isZero();
    }
  }

  private static String modelOf(Client client, Transcript answer) {
    String path = "/api/latency/turns/" + answer.events().getFirst().field("turn_id");
    ServerFixture.awaitTrue(() -> client.get(path).status() == 200);
    return client.get(path).json().path("model").asText();
  }

  private static Settings.Builder with(
      Settings.Builder settings, Dialect dialect, ServedModel served) {
    return settings
        .providers(
            settings.build().providers().stream()
                .map(each ->
                    new ProviderEndpoint(each.name(), dialect, each.baseUri(), "key", Map.of()))
                .toList())
        .models(List.of(model(served.id()), model("tiered").withServed(served)));
  }

  private static CatalogueModelSettings model(String name) {
    return new CatalogueModelSettings(name, "", 1, SOON, SOON, 1_000);
  }
}
