package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.FirstTokenTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lays JSON over settings, checking every field before any of it counts. */
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
      Set.of("ttft_ms", "tokens_per_second", "output_tokens");
  private static final Set<String> TTFT_FIELDS = Set.of("p50", "p99");
  private static final Set<String> FAULT_FIELDS =
      Set.of("kind", "rate", "model", "after_tokens", "retry_after_s");

  /** What a model has that is named without saying more. */
  private static final ModelSettings USUAL = new ModelSettings(700, 2000, 75);

  private static final double LONGEST_MILLIS = 3_600_000;
  private static final double MOST_TOKENS_PER_SECOND = 1_000_000;
  private static final int MOST_TOKENS = 1_000_000;
  private static final int MOST_DIMENSIONS = 8192;

  private final SimulatorSettings standing;

  SettingsReader(SimulatorSettings standing) {
    this.standing = standing;
  }

  SimulatorSettings merge(JsonNode changes) {
    Fields fields = new Fields("", changes, FIELDS);
    SimulatorSettings defaults = SimulatorSettings.defaults();
    return new SimulatorSettings(
        fields.wholeNumber("seed", standing.seed(), defaults.seed()),
        models(fields, defaults),
        fields.number(
            "uncached_input_ms_per_1k",
            standing.uncachedInputMillisPerThousand(),
            defaults.uncachedInputMillisPerThousand(),
            0,
            LONGEST_MILLIS),
        fields.number(
            "embedding_ms",
            standing.embeddingMillis(),
            defaults.embeddingMillis(),
            0,
            LONGEST_MILLIS),
        fields.number(
            "rerank_ms", standing.rerankMillis(), defaults.rerankMillis(), 0, LONGEST_MILLIS),
        embeddingModels(fields, defaults),
        faults(fields));
  }

  private SortedMap<String, ModelSettings> models(Fields fields, SimulatorSettings defaults) {
    if (!fields.has("models")) {
      return standing.models();
    }
    if (fields.isNull("models")) {
      return defaults.models();
    }
    SortedMap<String, ModelSettings> merged = new TreeMap<>(standing.models());
    Fields named = fields.object("models");
    for (Map.Entry<String, JsonNode> entry : named.json().properties()) {
      String name = entry.getKey();
      if (entry.getValue().isNull()) {
        merged.remove(name);
      } else {
        Fields model = new Fields(named.path(name), entry.getValue(), MODEL_FIELDS);
        ModelSettings usual = defaults.models().getOrDefault(name, USUAL);
        merged.put(name, model(model, merged.getOrDefault(name, usual), usual));
      }
    }
    return merged;
  }

  private static ModelSettings model(Fields fields, ModelSettings before, ModelSettings usual) {
    return new ModelSettings(
        firstToken(fields, before.firstToken(), usual.firstToken()),
        fields.number(
            "tokens_per_second",
            before.tokensPerSecond(),
            usual.tokensPerSecond(),
            0.001,
            MOST_TOKENS_PER_SECOND),
        outputTokens(fields, before.outputTokens()));
  }

  private static FirstTokenTime firstToken(
      Fields fields, FirstTokenTime before, FirstTokenTime usual) {
    if (!fields.has("ttft_ms")) {
      return before;
    }
    if (fields.isNull("ttft_ms")) {
      return usual;
    }
    Fields ttft = fields.object("ttft_ms", TTFT_FIELDS);
    double p50 = ttft.number("p50", before.p50Millis(), usual.p50Millis(), 0, LONGEST_MILLIS);
    double p99 = ttft.number("p99", before.p99Millis(), usual.p99Millis(), 0, LONGEST_MILLIS);
    if (p99 < p50) {
      throw new InvalidSettingsException(
          ttft.path("p99"), "must not be less than p50 (" + p50 + ")");
    }
    if (p50 == 0 && p99 > 0) {
      throw new InvalidSettingsException(ttft.path("p50"), "must be over 0 when p99 is");
    }
    return new FirstTokenTime(p50, p99);
  }

  private static OptionalInt outputTokens(Fields fields, OptionalInt before) {
    if (!fields.has("output_tokens")) {
      return before;
    }
    return fields.isNull("output_tokens")
        ? OptionalInt.empty()
        : OptionalInt.of(fields.count("output_tokens", 1, MOST_TOKENS));
  }

  private SortedMap<String, Integer> embeddingModels(Fields fields, SimulatorSettings defaults) {
    if (!fields.has("embedding_models")) {
      return standing.embeddingModels();
    }
    if (fields.isNull("embedding_models")) {
      return defaults.embeddingModels();
    }
    SortedMap<String, Integer> merged = new TreeMap<>(standing.embeddingModels());
    Fields named = fields.object("embedding_models");
    for (Map.Entry<String, JsonNode> entry : named.json().properties()) {
      if (entry.getValue().isNull()) {
        merged.remove(entry.getKey());
      } else {
        merged.put(entry.getKey(), named.count(entry.getKey(), 1, MOST_DIMENSIONS));
      }
    }
    return merged;
  }

  private List<Fault> faults(Fields fields) {
    if (!fields.has("faults")) {
      return standing.faults();
    }
    if (fields.isNull("faults")) {
      return List.of();
    }
    List<Fault> faults = new ArrayList<>();
    for (Fields fault : fields.objects("faults", FAULT_FIELDS)) {
      faults.add(fault(fault));
    }
    return faults;
  }

  private static Fault fault(Fields fields) {
    return new Fault(
        kind(fields),
        fields.number("rate", 1, 1, 0, 1),
        fields.text("model", Fault.EVERY_MODEL),
        fields.present("after_tokens")
            ? OptionalInt.of(fields.count("after_tokens", 0, MOST_TOKENS))
            : OptionalInt.empty(),
        fields.present("retry_after_s")
            ? OptionalDouble.of(fields.number("retry_after_s", 0, 0, 0, LONGEST_MILLIS))
            : OptionalDouble.empty());
  }

  private static FaultKind kind(Fields fields) {
    String name = fields.text("kind", "");
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
