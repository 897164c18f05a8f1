package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Merges JSON into settings. All fields are validated before any change takes effect. */
final class SettingsReader {
  private static final Set<String> FIELDS =
      Set.of(
          "seed",
          "models",
          "uncached_input_ms_per_1k",
          "embedding_ms",
          "rerank_ms",
          "embedding_models",
          "faults");
  private static final Set<String> MODEL_FIELDS =
      Set.of("ttft_ms", "tokens_per_second", "output_tokens", "thinking", "agent");
  private static final Set<String> PERCENTILE_FIELDS = Set.of("p50", "p99");
  private static final Set<String> THINKING_FIELDS = Set.of("ms", "display", "by_default");
  private static final Set<String> FAULT_FIELDS =
      Set.of("kind", "rate", "model", "after_tokens", "retry_after_s");

  /** Defaults for a new model whose entry omits fields. */
  private static final ModelSettings NEW_MODEL_DEFAULTS = new ModelSettings(700, 2000, 75);

  /** Defaults for a model that has not been thinking and whose entry omits fields. */
  private static final ThinkingSettings THINKING_DEFAULTS =
      new ThinkingSettings(6_000, 25_000, ThinkingDisplay.SUMMARIZED);

  private static final double MAX_MILLIS = 3_600_000;
  private static final double MAX_TOKENS_PER_SECOND = 1_000_000;
  private static final int MAX_TOKENS = 1_000_000;
  private static final int MAX_DIMENSIONS = 8192;

  private final SimulatorSettings current;

  SettingsReader(SimulatorSettings current) {
    this.current = current;
  }

  SimulatorSettings merge(JsonNode changes) {
    SettingsObject fields = new SettingsObject("", changes, FIELDS);
    SimulatorSettings defaults = SimulatorSettings.defaults();
    return new SimulatorSettings(
        fields.longValue("seed", current.seed(), defaults.seed()),
        models(fields, defaults),
        fields.doubleValue(
            "uncached_input_ms_per_1k",
            current.uncachedInputMillisPerThousand(),
            defaults.uncachedInputMillisPerThousand(),
            0,
            MAX_MILLIS),
        fields.doubleValue(
            "embedding_ms", current.embeddingMillis(), defaults.embeddingMillis(), 0, MAX_MILLIS),
        fields.doubleValue(
            "rerank_ms", current.rerankMillis(), defaults.rerankMillis(), 0, MAX_MILLIS),
        embeddingModels(fields, defaults),
        faults(fields));
  }

  private SortedMap<String, ModelSettings> models(
      SettingsObject fields, SimulatorSettings defaults) {
    if (!fields.has("models")) {
      return current.models();
    }
    if (fields.isNull("models")) {
      return defaults.models();
    }
    SortedMap<String, ModelSettings> merged = new TreeMap<>(current.models());
    SettingsObject named = fields.object("models");
    for (Map.Entry<String, JsonNode> entry : named.json().properties()) {
      String name = entry.getKey();
      if (entry.getValue().isNull()) {
        merged.remove(name);
      } else {
        SettingsObject model = new SettingsObject(named.path(name), entry.getValue(), MODEL_FIELDS);
        ModelSettings modelDefaults = defaults.models().getOrDefault(name, NEW_MODEL_DEFAULTS);
        merged.put(name, model(model, merged.getOrDefault(name, modelDefaults), modelDefaults));
      }
    }
    return merged;
  }

  private static ModelSettings model(
      SettingsObject fields, ModelSettings previous, ModelSettings defaults) {
    return new ModelSettings(
        distribution(fields, "ttft_ms", previous.ttft(), defaults.ttft()),
        fields.doubleValue(
            "tokens_per_second",
            previous.tokensPerSecond(),
            defaults.tokensPerSecond(),
            0.001,
            MAX_TOKENS_PER_SECOND),
        outputTokens(fields, previous.outputTokens()),
        thinking(fields, previous.thinking()),
        AgentSettingsReader.read(fields, previous.agent()));
  }

  private static LatencyDistribution distribution(
      SettingsObject fields,
      String name,
      LatencyDistribution previous,
      LatencyDistribution defaults) {
    if (!fields.has(name)) {
      return previous;
    }
    if (fields.isNull(name)) {
      return defaults;
    }
    SettingsObject percentiles = fields.object(name, PERCENTILE_FIELDS);
    double p50 =
        percentiles.doubleValue("p50", previous.p50Millis(), defaults.p50Millis(), 0, MAX_MILLIS);
    double p99 =
        percentiles.doubleValue("p99", previous.p99Millis(), defaults.p99Millis(), 0, MAX_MILLIS);
    if (p99 < p50) {
      throw new InvalidSettingsException(
          percentiles.path("p99"), "must not be less than p50 (" + p50 + ")");
    }
    if (p50 == 0 && p99 > 0) {
      throw new InvalidSettingsException(
          percentiles.path("p50"), "must be greater than 0 if p99 is");
    }
    return new LatencyDistribution(p50, p99);
  }

  private static OptionalInt outputTokens(SettingsObject fields, OptionalInt previous) {
    if (!fields.has("output_tokens")) {
      return previous;
    }
    return fields.isNull("output_tokens")
        ? OptionalInt.empty()
        : OptionalInt.of(fields.intValue("output_tokens", 1, MAX_TOKENS));
  }

  private static Optional<ThinkingSettings> thinking(
      SettingsObject fields, Optional<ThinkingSettings> previous) {
    if (!fields.has("thinking")) {
      return previous;
    }
    if (fields.isNull("thinking")) {
      return Optional.empty();
    }
    SettingsObject thinking = fields.object("thinking", THINKING_FIELDS);
    ThinkingSettings current = previous.orElse(THINKING_DEFAULTS);
    return Optional.of(
        new ThinkingSettings(
            distribution(thinking, "ms", current.duration(), THINKING_DEFAULTS.duration()),
            display(thinking, current.display()),
            thinking.booleanValue(
                "by_default", current.byDefault(), THINKING_DEFAULTS.byDefault())));
  }

  private static ThinkingDisplay display(SettingsObject fields, ThinkingDisplay previous) {
    if (!fields.has("display")) {
      return previous;
    }
    String name = fields.stringValue("display", THINKING_DEFAULTS.display().wireName());
    return ThinkingDisplay.of(name)
        .orElseThrow(() ->
            new InvalidSettingsException(
                fields.path("display"),
                "must be one of "
                    + Arrays.stream(ThinkingDisplay.values())
                        .map(ThinkingDisplay::wireName)
                        .collect(Collectors.joining(", "))));
  }

  private SortedMap<String, Integer> embeddingModels(
      SettingsObject fields, SimulatorSettings defaults) {
    if (!fields.has("embedding_models")) {
      return current.embeddingModels();
    }
    if (fields.isNull("embedding_models")) {
      return defaults.embeddingModels();
    }
    SortedMap<String, Integer> merged = new TreeMap<>(current.embeddingModels());
    SettingsObject named = fields.object("embedding_models");
    for (Map.Entry<String, JsonNode> entry : named.json().properties()) {
      if (entry.getValue().isNull()) {
        merged.remove(entry.getKey());
      } else {
        merged.put(entry.getKey(), named.intValue(entry.getKey(), 1, MAX_DIMENSIONS));
      }
    }
    return merged;
  }

  private List<Fault> faults(SettingsObject fields) {
    if (!fields.has("faults")) {
      return current.faults();
    }
    if (fields.isNull("faults")) {
      return List.of();
    }
    List<Fault> faults = new ArrayList<>();
    for (SettingsObject fault : fields.objects("faults", FAULT_FIELDS)) {
      faults.add(fault(fault));
    }
    return faults;
  }

  private static Fault fault(SettingsObject fields) {
    return new Fault(
        kind(fields),
        fields.doubleValue("rate", 1, 1, 0, 1),
        fields.stringValue("model", Fault.ALL_MODELS),
        fields.hasValue("after_tokens")
            ? OptionalInt.of(fields.intValue("after_tokens", 0, MAX_TOKENS))
            : OptionalInt.empty(),
        fields.hasValue("retry_after_s")
            ? OptionalDouble.of(fields.doubleValue("retry_after_s", 0, 0, 0, MAX_MILLIS))
            : OptionalDouble.empty());
  }

  private static FaultKind kind(SettingsObject fields) {
    String name = fields.stringValue("kind", "");
    return FaultKind.of(name)
        .orElseThrow(() ->
            new InvalidSettingsException(
                fields.path("kind"),
                "must be one of "
                    + Arrays.stream(FaultKind.values())
                        .map(FaultKind::wireName)
                        .collect(Collectors.joining(", "))));
  }
}
