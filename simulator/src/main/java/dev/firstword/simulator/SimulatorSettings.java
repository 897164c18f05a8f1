package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything about the simulator that can be set, from a file or while it runs.
 *
 * @param seed what all chance derives from
 * @param models the models that answer, by name
 * @param uncachedInputMillisPerThousand added to the first-token time for each thousand prompt
 *     tokens that no cache holds
 * @param embeddingModels the models that embed, with the number of dimensions of each
 */
public record SimulatorSettings(
    long seed,
    SortedMap<String, ModelSettings> models,
    double uncachedInputMillisPerThousand,
    double embeddingMillis,
    double rerankMillis,
    SortedMap<String, Integer> embeddingModels,
    List<Fault> faults) {

  /** First-token times of November 2026's catalogue; the rates are usual ones for such models. */
  private static final SimulatorSettings DEFAULTS =
      new SimulatorSettings(
          1,
          new TreeMap<>(
              Map.of(
                  "claude-haiku-4-5-20251001", new ModelSettings(300, 800, 150),
                  "claude-sonnet-4-6", new ModelSettings(700, 2000, 75),
                  "claude-opus-4-6", new ModelSettings(1500, 4000, 50),
                  "gpt-4o-mini", new ModelSettings(350, 900, 120),
                  "gpt-4o", new ModelSettings(600, 1800, 80))),
          75,
          100,
          50,
          new TreeMap<>(
              Map.of(
                  "text-embedding-3-small", 1536,
                  "text-embedding-3-large", 3072,
                  "all-minilm-l6-v2", 384)),
          List.of());

  public SimulatorSettings {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    embeddingModels = Collections.unmodifiableSortedMap(new TreeMap<>(embeddingModels));
    faults = List.copyOf(faults);
  }

  public static SimulatorSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Reads a JSON file on top of the defaults.
   *
   * @throws InvalidSettingsException if a field is unknown or its value is not acceptable
   */
  public static SimulatorSettings read(Path file) throws IOException {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new InvalidSettingsException(file.toString(), "is not valid JSON", e);
    }
    return DEFAULTS.merge(json);
  }

  /**
   * These settings with the given ones laid over them: objects are merged field by field, all else
   * is replaced, {@code null} restores a default or removes a model.
   *
   * @throws InvalidSettingsException if a field is unknown or its value is not acceptable
   */
  public SimulatorSettings merge(JsonNode changes) {
    return new SettingsReader(this).merge(changes);
  }

  /** The settings in the form in which {@link #merge} reads them. */
  public ObjectNode toJson() {
    return SettingsWriter.write(this);
  }

  public SimulatorSettings withSeed(long newSeed) {
    return new SimulatorSettings(
        newSeed,
        models,
        uncachedInputMillisPerThousand,
        embeddingMillis,
        rerankMillis,
        embeddingModels,
        faults);
  }

  /** With one model added or replaced. */
  public SimulatorSettings withModel(String name, ModelSettings model) {
    SortedMap<String, ModelSettings> more = new TreeMap<>(models);
    more.put(name, model);
    return new SimulatorSettings(
        seed,
        more,
        uncachedInputMillisPerThousand,
        embeddingMillis,
        rerankMillis,
        embeddingModels,
        faults);
  }

  /** With these faults instead of those that stand. */
  public SimulatorSettings withFaults(Fault... newFaults) {
    return new SimulatorSettings(
        seed,
        models,
        uncachedInputMillisPerThousand,
        embeddingMillis,
        rerankMillis,
        embeddingModels,
        List.of(newFaults));
  }
}
