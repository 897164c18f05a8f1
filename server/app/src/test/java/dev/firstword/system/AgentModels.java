package dev.firstword.system;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model at a provider of each dialect that thinks, calls the tool {@link #TOOL} twice at once,
 * and answers with what it returned.
 */
final class AgentModels {

  static final String TOOL = "search";
  static final String QUESTION = "How should we migrate our billing system?";
  static final String RESULT = "Found it";

  /** How the answer starts once the tool has returned {@link #RESULT}. */
  static final String ANSWER_START = "The tool search returned: \"Found it\".";

  private AgentModels() {}

  /** The name of the model that is reached through a dialect. */
  static String name(Dialect dialect) {
    return "agent-" + dialect.name().toLowerCase(Locale.ROOT);
  }

  /** Adds the models, and the providers that they are at. */
  static Settings.Builder addTo(Settings.Builder settings) {
    ProviderEndpoint simulator = settings.build().providers().getFirst();
    List<ProviderEndpoint> providers = new ArrayList<>(List.of(simulator));
    List<CatalogueModelSettings> models = new ArrayList<>(SimulatedModels.catalogue());
    for (Dialect dialect : Dialect.values()) {
      String provider = "agents-" + dialect.name().toLowerCase(Locale.ROOT);
      providers.add(
          new ProviderEndpoint(
              provider, dialect, simulator.baseUri(), ServerFixture.PROVIDER_KEY, Map.of()));
      models.add(
          new CatalogueModelSettings(
              name(dialect), provider, 2, Duration.ofMillis(100), Duration.ofMillis(100), 1_000));
    }
    return settings.providers(providers).models(models);
  }

  /** The simulated models. */
  static Map<String, ModelSettings> simulated(ThinkingDisplay display) {
    return of(agent().withThinking(new ThinkingSettings(5, 5, display)));
  }

  /** The simulated models, which do not think. */
  static Map<String, ModelSettings> withoutThoughts() {
    return of(agent());
  }

  /** The simulated models, which do not think, and call the tool that often at once. */
  static Map<String, ModelSettings> calling(int times) {
    return of(agent().withAgent(AgentSettings.ofSteps(List.of(Collections.nCopies(times, TOOL)))));
  }

  /** The simulated models, which do not think, and call the tool in each of that many rounds. */
  static Map<String, ModelSettings> callingInRounds(int rounds) {
    List<List<String>> steps = Collections.nCopies(rounds, List.of(TOOL));
    return of(agent().withAgent(AgentSettings.ofSteps(steps)));
  }

  private static ModelSettings agent() {
    return new ModelSettings(4, 10, 2_000)
        .withOutputTokens(SimulatedModels.ORDINARY_TOKENS)
        .withAgent(AgentSettings.ofSteps(List.of(List.of(TOOL, TOOL))));
  }

  private static Map<String, ModelSettings> of(ModelSettings agent) {
    return Map.of(
        name(Dialect.ANTHROPIC),
        agent,
        name(Dialect.OPENAI),
        agent,
        name(Dialect.RESPONSES),
        agent);
  }
}
