package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.dialect.CallAddress;
import dev.firstword.adapters.dialect.ModelDescription;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.model.SupportedValues;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models endpoint is read in each form, and a field that says nothing is no fault. */
final class ModelDescriptionTest {

  private static ReportedModel parse(String json) throws IOException {
    return ModelDescription.parse(json.getBytes(UTF_8));
  }

  @Test
  void readsLimitsLifecycleAndCapabilities() throws Exception {
    ReportedModel model =
        parse(
            """
            {"id": "claude-x", "max_input_tokens": 1000000, "max_tokens": 128000,
             "lifecycle": "deprecated", "retires_at": "2027-03-01T00:00:00Z",
             "capabilities": {
               "thinking": {"supported": true, "types": {
                 "adaptive": {"supported": true}, "disabled": {"supported": false}}},
               "effort": {"supported": true, "low": {"supported": true},
                 "max": {"supported": false}},
               "image_input": {"supported": true}, "pdf_input": {"supported": false}}}
            """);

    assertThat(model)
        .isEqualTo(
            new ReportedModel(
                1_000_000,
                128_000,
                new Lifecycle(Stage.DEPRECATED, LocalDate.of(2027, 3, 1)),
                new SupportedValues<>(Set.of(ThinkingType.ADAPTIVE), Set.of(ThinkingType.DISABLED)),
                new SupportedValues<>(Set.of(Effort.LOW), Set.of(Effort.MAX)),
                true,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"shutdown_date\": \"2026-12-11\"}', 2026-12-11",
    "'{\"shutdown_date\": \"2026-12-11T08:00:00-08:00\"}', 2026-12-11",
    "'{\"shutdown_date\": 1796947200}', 2026-12-11",
    "'{\"retires_at\": \"2026-12-11T00:00:00Z\"}', 2026-12-11",
  })
  void readsALastDayInEachSpelling(String json, LocalDate day) throws Exception {
    assertThat(parse(json).lifecycle()).isEqualTo(new Lifecycle(Stage.DEPRECATED, day));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"object\": \"model\", \"owned_by\": \"me\"}",
        "{\"max_tokens\": -1, \"max_input_tokens\": \"many\"}",
        "{\"lifecycle\": \"new\", \"retires_at\": \"soon\"}",
        "{\"capabilities\": {\"thinking\": true, \"effort\": []}}"
      })
  void aFieldThatIsMissingOrOddSaysNothing(String json) throws Exception {
    assertThat(parse(json)).isEqualTo(new ReportedModel(null, null, null, null, null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "<html>", "{\"id\": "})
  void aBodyThatIsNoObjectIsRefused(String body) {
    assertThatThrownBy(() -> parse(body)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://host, https://host/v1/models/a",
    "https://host/v1/messages, https://host/v1/models/a",
    "https://gateway/anthropic?key=1, https://gateway/anthropic/v1/models/a?key=1",
    "https://host/api/v4, https://host/api/v4/models/a"
  })
  void isAskedBesideTheCalls(URI base, URI expected) {
    assertThat(CallAddress.of(base, "/messages").sibling("/models/a")).isEqualTo(expected);
  }

  /** The simulator has a table of its own, so this compares two readings of the documentation. */
  @Test
  void theSimulatorDescribesTheModelsOfAnthropicAsTheTableHasThem() throws Exception {
    List<KnownModel> models =
        KnownModels.all().stream().filter(model -> model.name().startsWith("claude-")).toList();
    SimulatorSettings settings = SimulatorSettings.defaults();
    for (KnownModel model : models) {
      settings = settings.withModel(model.name(), new ModelSettings(1, 2, 1_000));
    }
    try (Simulator simulator = Simulator.start(settings, "127.0.0.1", 0);
        LoopFixture loop = new LoopFixture(TransportSettings.DEFAULTS)) {
      ModelProvider provider = loop.provider(Dialect.ANTHROPIC, simulator.uri());
      for (KnownModel model : models) {
        ModelCapabilities known = model.capabilities();

        ModelCapabilities described =
            describe(model.name(), provider, loop).orElseThrow().applyTo(known);

        assertThat(described.thinking()).as(model.name()).isEqualTo(known.thinking());
        assertThat(described.maxOutputTokens()).as(model.name()).isEqualTo(known.maxOutputTokens());
        assertThat(described.input()).as(model.name()).isEqualTo(known.input());
      }
      assertThat(describe("claude-none", provider, loop)).isEmpty();
    }
  }

  private static Optional<ReportedModel> describe(
      String model, ModelProvider provider, LoopFixture loop) throws Exception {
    CompletableFuture<Optional<ReportedModel>> answer = new CompletableFuture<>();
    loop.onLoop(() -> provider.describe(model, answer::complete));
    return answer.get(10, TimeUnit.SECONDS);
  }
}
