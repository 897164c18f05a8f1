package dev.firstword.system;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.app.config.CatalogueModelSettings.Price;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The models of the test servers: three ordinary ones, and some with special behaviour. */
final class SimulatedModels {

  /** The ordinary models answer {@link #ORDINARY_TOKENS} tokens in about twenty milliseconds. */
  static final String FAST = "claude-haiku-4-5-20251001";

  static final String MIDDLE = "claude-sonnet-4-6";
  static final String BEST = "claude-opus-4-6";

  /** Is silent for ten minutes. */
  static final String THINKING = "thinking";

  /** Streams a token every ten milliseconds for as long as any test runs. */
  static final String WRITING = "writing";

  /** Streams for about a second. */
  static final String STEADY = "steady";

  /** Streams ten tokens, far enough apart for each to arrive alone. */
  static final String FALTERING = "faltering";

  /** Streams more than a socket can buffer, for as long as any test runs. */
  static final String FLOODING = "flooding";

  /** Answers as briefly as requested, in one word if that is what the prompt asks for. */
  static final String JUDGING = "judging";

  /** Thinks for about 300 ms with a summary, then answers. */
  static final String SUMMARIZING = "summarizing";

  /** Thinks for about 300 ms and shows nothing of it, then answers. */
  static final String PONDERING = "pondering";

  /** Thinks for minutes. */
  static final String BROODING = "brooding";

  static final int ORDINARY_TOKENS = 12;

  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration LATER = Duration.ofMillis(100);

  private SimulatedModels() {}

  /** The simulated models, of which these are changed. */
  static SimulatorSettings simulatedWith(Map<String, ModelSettings> models) {
    SimulatorSettings settings = simulated();
    for (Map.Entry<String, ModelSettings> model : models.entrySet()) {
      settings = settings.withModel(model.getKey(), model.getValue());
    }
    return settings;
  }

  /** The settings of the simulator. */
  static SimulatorSettings simulated() {
    ModelSettings ordinary = new ModelSettings(4, 10, 2_000).withOutputTokens(ORDINARY_TOKENS);
    return new SimulatorSettings(
        7,
        new TreeMap<>(
            Map.ofEntries(
                Map.entry(FAST, ordinary),
                Map.entry(MIDDLE, ordinary),
                Map.entry(BEST, ordinary),
                Map.entry(JUDGING, new ModelSettings(4, 10, 2_000)),
                Map.entry(THINKING, new ModelSettings(600_000, 600_000, 100)),
                Map.entry(WRITING, new ModelSettings(4, 10, 100).withOutputTokens(4_000)),
                Map.entry(STEADY, new ModelSettings(4, 10, 200).withOutputTokens(200)),
                Map.entry(FLOODING, new ModelSettings(4, 10, 5_000).withOutputTokens(400_000)),
                Map.entry(FALTERING, new ModelSettings(4, 10, 50).withOutputTokens(10)),
                Map.entry(
                    SUMMARIZING,
                    ordinary.withThinking(
                        new ThinkingSettings(300, 310, ThinkingDisplay.SUMMARIZED))),
                Map.entry(
                    PONDERING,
                    ordinary.withThinking(new ThinkingSettings(300, 310, ThinkingDisplay.OMITTED))),
                Map.entry(
                    BROODING,
                    ordinary.withThinking(
                        new ThinkingSettings(600_000, 600_000, ThinkingDisplay.OMITTED))))),
        0,
        0,
        0,
        new TreeMap<>(),
        List.of());
  }

  /** The models as configured in the server, priced so that the middle one is the median. */
  static List<CatalogueModelSettings> catalogue() {
    return List.of(
        ordinary(BEST, 15, LATER),
        new CatalogueModelSettings(THINKING, "", 14, LATER, LATER, 1_000),
        new CatalogueModelSettings(WRITING, "", 13, LATER, LATER, 1_000),
        ordinary(MIDDLE, 5, LATER),
        new CatalogueModelSettings(STEADY, "", 3, LATER, LATER, 1_000),
        new CatalogueModelSettings(FALTERING, "", 2, LATER, LATER, 1_000),
        new CatalogueModelSettings(JUDGING, "", 1.5, LATER, LATER, 1_000),
        new CatalogueModelSettings(FLOODING, "", 12, LATER, LATER, 1_000),
        new CatalogueModelSettings(
            SUMMARIZING,
            "",
            11,
            LATER,
            LATER,
            1_000,
            Price.of(11),
            null,
            ThinkingControl.ADAPTIVE,
            Set.of(),
            null),
        new CatalogueModelSettings(PONDERING, "", 10, LATER, LATER, 1_000),
        new CatalogueModelSettings(BROODING, "", 1.2, LATER, LATER, 1_000),
        ordinary(FAST, 1, SOON));
  }

  /** A model from which thinking cannot be requested, although it can from the real one. */
  private static CatalogueModelSettings ordinary(String name, double cost, Duration ttft) {
    return new CatalogueModelSettings(
        name,
        "",
        cost,
        ttft,
        ttft,
        1_000,
        Price.of(cost),
        null,
        ThinkingControl.NONE,
        Set.of(),
        null);
  }
}
