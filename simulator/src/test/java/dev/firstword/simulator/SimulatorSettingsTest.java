package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorSettingsTest {
  private static final ThinkingSettings THINKING =
      new ThinkingSettings(50, 60, ThinkingDisplay.COUNTS).onlyOnRequest();

  private final SimulatorSettings defaults = SimulatorSettings.defaults();

  @Test
  void defaultsMatchTheCatalogue() {
    assertThat(json(defaults.toJson().toString()))
        .isEqualTo(
            json(
                """
                {"seed": 1,
                 "models": {
                   "claude-haiku-4-5-20251001":
                     {"ttft_ms": {"p50": 300.0, "p99": 800.0}, "tokens_per_second": 150.0},
                   "claude-opus-4-6":
                     {"ttft_ms": {"p50": 1500.0, "p99": 4000.0}, "tokens_per_second": 50.0},
                   "claude-sonnet-4-6":
                     {"ttft_ms": {"p50": 700.0, "p99": 2000.0}, "tokens_per_second": 75.0},
                   "gpt-4o": {"ttft_ms": {"p50": 600.0, "p99": 1800.0}, "tokens_per_second": 80.0},
                   "gpt-4o-mini":
                     {"ttft_ms": {"p50": 350.0, "p99": 900.0}, "tokens_per_second": 120.0}},
                 "uncached_input_ms_per_1k": 75.0,
                 "embedding_ms": 100.0,
                 "rerank_ms": 50.0,
                 "embedding_models": {
                   "all-minilm-l6-v2": 384,
                   "text-embedding-3-large": 3072,
                   "text-embedding-3-small": 1536},
                 "faults": []}
                """));
  }

  @Test
  void writtenSettingsCanBeReadBack() {
    SimulatorSettings settings =
        defaults
            .withSeed(7)
            .withModel("mine", new ModelSettings(10, 20, 30).withOutputTokens(40))
            .withModel("thoughtful", new ModelSettings(10, 20, 30).withThinking(THINKING))
            .withModel(
                "busy",
                new ModelSettings(10, 20, 30)
                    .withAgent(AgentSettings.ofSteps(List.of(List.of("a", "b"), List.of("c")))))
            .withModel("random", new ModelSettings(10, 20, 30).withAgent(AgentSettings.DEFAULTS))
            .withFaults(
                Fault.always(FaultKind.RATE_LIMIT).withRate(0.5).retryAfterSeconds(3),
                Fault.always(FaultKind.CUT).forModel("mine").afterTokens(9));

    assertThat(defaults.merge(settings.toJson())).isEqualTo(settings);
  }

  @Test
  void anEmptyChangeChangesNothing() {
    assertThat(defaults.merge(json("{}"))).isEqualTo(defaults);
  }

  @Test
  void aNewModelHasDefaultsForOmittedFields() {
    ModelSettings model =
        defaults
            .merge(json("{\"models\":{\"mine\":{\"tokens_per_second\":9}}}"))
            .models()
            .get("mine");

    assertThat(model).isEqualTo(new ModelSettings(700, 2000, 9));
  }

  @Test
  void aModelThinksOnlyWithThinkingSettings() {
    SimulatorSettings changed = defaults.merge(json("{\"models\":{\"gpt-4o\":{\"thinking\":{}}}}"));

    assertThat(thinking(defaults)).isEmpty();
    assertThat(thinking(changed))
        .contains(new ThinkingSettings(6_000, 25_000, ThinkingDisplay.SUMMARIZED));
  }

  @Test
  void thinkingSettingsAreMergedFieldByField() {
    SimulatorSettings settings =
        defaults
            .withModel("gpt-4o", new ModelSettings(10, 20, 30).withThinking(THINKING))
            .merge(
                json(
                    "{\"models\":{\"gpt-4o\":{\"thinking\":{\"ms\":{\"p99\":70},\"by_default\":true}}}}"));

    assertThat(thinking(settings)).contains(new ThinkingSettings(50, 70, ThinkingDisplay.COUNTS));
  }

  @Test
  void nullEndsThinking() {
    SimulatorSettings settings =
        defaults
            .withModel("gpt-4o", new ModelSettings(10, 20, 30).withThinking(THINKING))
            .merge(json("{\"models\":{\"gpt-4o\":{\"thinking\":null}}}"));

    assertThat(thinking(settings)).isEmpty();
  }

  @Test
  void anAgentIsMergedFieldByField() {
    SimulatorSettings settings =
        defaults
            .merge(
                json(
                    "{\"models\":{\"gpt-4o\":{\"agent\":{\"steps\":[[\"a\"]],\"mean_steps\":5}}}}"))
            .merge(
                json(
                    "{\"models\":{\"gpt-4o\":{\"agent\":{\"mean_steps\":null,"
                        + "\"argument_tokens\":{\"max\":90},\"preamble\":true}}}}"));

    assertThat(agent(settings))
        .contains(
            new AgentSettings(
                List.of(List.of("a")), 2, 3, new AgentSettings.TokenRange(8, 90), true));
    assertThat(agent(settings.merge(json("{\"models\":{\"gpt-4o\":{\"agent\":null}}}")))).isEmpty();
  }

  @Test
  void nullRemovesAModel() {
    assertThat(defaults.merge(json("{\"models\":{\"gpt-4o\":null}}")).models())
        .doesNotContainKey("gpt-4o")
        .containsKey("gpt-4o-mini");
  }

  @Test
  void nullRestoresADefault() {
    SimulatorSettings changed =
        defaults.merge(
            json(
                "{\"seed\":5,\"embedding_ms\":1,\"models\":{\"gpt-4o\":{\"output_tokens\":3,"
                    + "\"tokens_per_second\":1}},\"faults\":[{\"kind\":\"cut\"}]}"));

    SimulatorSettings restored =
        changed.merge(
            json(
                "{\"seed\":null,\"embedding_ms\":null,\"models\":{\"gpt-4o\":{"
                    + "\"output_tokens\":null,\"tokens_per_second\":null}},\"faults\":null}"));

    assertThat(restored).isEqualTo(defaults);
  }

  @Test
  void faultsReplaceCurrentFaults() {
    SimulatorSettings settings =
        defaults
            .withFaults(Fault.always(FaultKind.CUT))
            .merge(json("{\"faults\":[{\"kind\":\"silence\",\"after_tokens\":2}]}"));

    assertThat(settings.faults()).containsExactly(Fault.always(FaultKind.SILENCE).afterTokens(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'sed':1}                                            | sed",
        "{'seed':'x'}                                         | seed",
        "{'seed':1.5}                                         | seed",
        "{'models':[]}                                        | models",
        "{'models':{'m':3}}                                   | models.m",
        "{'models':{'m':{'speed':3}}}                         | models.m.speed",
        "{'models':{'m':{'ttft_ms':{'p50':-1}}}}              | models.m.ttft_ms.p50",
        "{'models':{'m':{'ttft_ms':{'p50':'x'}}}}             | models.m.ttft_ms.p50",
        "{'models':{'m':{'ttft_ms':{'p50':900,'p99':800}}}}   | models.m.ttft_ms.p99",
        "{'models':{'m':{'ttft_ms':{'p50':0,'p99':800}}}}     | models.m.ttft_ms.p50",
        "{'models':{'m':{'tokens_per_second':0}}}             | models.m.tokens_per_second",
        "{'models':{'m':{'output_tokens':0}}}                 | models.m.output_tokens",
        "{'models':{'m':{'output_tokens':1.5}}}               | models.m.output_tokens",
        "{'models':{'m':{'thinking':true}}}                   | models.m.thinking",
        "{'models':{'m':{'thinking':{'speed':1}}}}            | models.m.thinking.speed",
        "{'models':{'m':{'thinking':{'ms':5}}}}               | models.m.thinking.ms",
        "{'models':{'m':{'thinking':{'ms':{'p50':-1}}}}}      | models.m.thinking.ms.p50",
        "{'models':{'m':{'thinking':{'ms':{'p99':4e6}}}}}     | models.m.thinking.ms.p99",
        "{'models':{'m':{'thinking':{'ms':{'p50':9,'p99':8}}}}} | models.m.thinking.ms.p99",
        "{'models':{'m':{'thinking':{'display':'loud'}}}}     | models.m.thinking.display",
        "{'models':{'m':{'thinking':{'display':1}}}}          | models.m.thinking.display",
        "{'models':{'m':{'thinking':{'by_default':'yes'}}}}   | models.m.thinking.by_default",
        "{'models':{'m':{'agent':{'steps':[]}}}}              | models.m.agent.steps",
        "{'models':{'m':{'agent':{'steps':[['a'],[]]}}}}      | models.m.agent.steps[1]",
        "{'models':{'m':{'agent':{'steps':[[7]]}}}}           | models.m.agent.steps[0]",
        "{'models':{'m':{'agent':{'mean_steps':0.5}}}}        | models.m.agent.mean_steps",
        "{'models':{'m':{'agent':{'max_tools_per_step':0}}}}  | models.m.agent.max_tools_per_step",
        "{'models':{'m':{'agent':{'argument_tokens':{'max':1}}}}} | models.m.agent.argument_tokens.max",
        "{'models':{'m':{'agent':{'pace':1}}}}                | models.m.agent.pace",
        "{'uncached_input_ms_per_1k':-1}                      | uncached_input_ms_per_1k",
        "{'embedding_ms':true}                                | embedding_ms",
        "{'rerank_ms':1e12}                                   | rerank_ms",
        "{'embedding_models':{'e':0}}                         | embedding_models.e",
        "{'faults':{}}                                        | faults",
        "{'faults':[3]}                                       | faults[0]",
        "{'faults':[{}]}                                      | faults[0].kind",
        "{'faults':[{'kind':'cut'},{'kind':'flood'}]}         | faults[1].kind",
        "{'faults':[{'kind':'cut','rate':1.1}]}               | faults[0].rate",
        "{'faults':[{'kind':'cut','model':''}]}               | faults[0].model",
        "{'faults':[{'kind':'cut','after_tokens':-1}]}        | faults[0].after_tokens",
        "{'faults':[{'kind':'rate_limit','retry_after_s':-1}]} | faults[0].retry_after_s",
        "{'faults':[{'kind':'cut','when':'now'}]}             | faults[0].when"
      })
  void anInvalidFieldIsNamed(String change, String field) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> defaults.merge(json(change.replace('\'', '"'))))
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void aFileIsReadOnTopOfTheDefaults(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("simulator.json"), "{\"seed\": 12}");

    assertThat(SimulatorSettings.read(file)).isEqualTo(defaults.withSeed(12));
  }

  @Test
  void aFileThatIsNotJsonIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("simulator.json"), "seed: 12");

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> SimulatorSettings.read(file))
        .withMessageContaining("simulator.json");
  }

  private static Optional<AgentSettings> agent(SimulatorSettings settings) {
    return Objects.requireNonNull(settings.models().get("gpt-4o")).agent();
  }

  private static Optional<ThinkingSettings> thinking(SimulatorSettings settings) {
    return Objects.requireNonNull(settings.models().get("gpt-4o")).thinking();
  }
}
