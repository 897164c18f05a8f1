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
 * The simulator's settings, read from a file or changed at run time.
 *
 * @param seed the seed of all random draws
 * @param models the chat models, by name
 * @param uncachedInputMillisPerThousand milliseconds added to the time to first token per thousand
 *     uncached prompt tokens
 * @param embeddingModels the embedding models, with the number of dimensions of each
 */
public record SimulatorSettings(
    long seed,
    SortedMap<String, ModelSettings> models,
    double uncachedInputMillisPerThousand,
    double embeddingMillis,
    double rerankMillis,
    SortedMap<String, Integer> embeddingModels,
    List<Fault> faults) {

  /**
   * The times to first token are those of the catalogue as of November 2026; the token rates are
   * typical for such models.
   */
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
   * Reads a JSON file and merges it into the defaults.
   *
   * @throws InvalidSettingsException if a field is unknown or its value is invalid
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
   * Returns these settings with the given changes merged in. Objects are merged field by field, and
   * other values are replaced. {@code null} restores a default or removes a model.
   *
   * @throws InvalidSettingsException if a field is unknown or its value is invalid
   */
  public SimulatorSettings merge(JsonNode changes) {
    return new SettingsReader(this).merge(changes);
  }

  /** Returns the settings as JSON that {@link #merge} accepts. */
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

  /** Returns these settings with one model added or replaced. */
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

  /** Returns these settings with the given faults in place of the current ones. */
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
