package dev.firstword.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.tools.AgentSettings;
import dev.firstword.simulator.tools.AgentSettings.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how a model calls tools: its {@code agent} settings. */
final class AgentSettingsReader {
  private static final Set<String> FIELDS =
      Set.of("steps", "mean_steps", "max_tools_per_step", "argument_tokens", "preamble");
  private static final Set<String> RANGE_FIELDS = Set.of("min", "max");

  private static final int MAX_STEPS = 1_000;
  private static final int MAX_TOOLS_PER_STEP = 1_000;
  private static final int MAX_ARGUMENT_TOKENS = 1_000_000;

  private AgentSettingsReader() {}

  static Optional<AgentSettings> read(SettingsObject model, Optional<AgentSettings> previous) {
    if (!model.has("agent")) {
      return previous;
    }
    if (model.isNull("agent")) {
      return Optional.empty();
    }
    SettingsObject fields = model.object("agent", FIELDS);
    AgentSettings current = previous.orElse(AgentSettings.DEFAULTS);
    return Optional.of(
        new AgentSettings(
            steps(fields, current.steps()),
            fields.doubleValue(
                "mean_steps",
                current.meanSteps(),
                AgentSettings.DEFAULTS.meanSteps(),
                1,
                MAX_STEPS),
            fields.hasValue("max_tools_per_step")
                ? fields.intValue("max_tools_per_step", 1, MAX_TOOLS_PER_STEP)
                : fields.has("max_tools_per_step")
                    ? AgentSettings.DEFAULTS.maxToolsPerStep()
                    : current.maxToolsPerStep(),
            argumentTokens(fields, current.argumentTokens()),
            fields.booleanValue(
                "preamble", current.hasPreamble(), AgentSettings.DEFAULTS.hasPreamble())));
  }

  private static List<List<String>> steps(SettingsObject fields, List<List<String>> previous) {
    if (!fields.has("steps")) {
      return previous;
    }
    if (fields.isNull("steps")) {
      return List.of();
    }
    JsonNode json = fields.json().path("steps");
    if (!json.isArray() || json.isEmpty() || json.size() > MAX_STEPS) {
      throw new InvalidSettingsException(
          fields.path("steps"), "must be a list of 1 to " + MAX_STEPS + " lists of tool names");
    }
    List<List<String>> steps = new ArrayList<>();
    for (int index = 0; index < json.size(); index++) {
      steps.add(names(json.path(index), fields.path("steps[" + index + "]")));
    }
    return steps;
  }

  private static List<String> names(JsonNode json, String path) {
    if (!json.isArray() || json.isEmpty() || json.size() > MAX_TOOLS_PER_STEP) {
      throw new InvalidSettingsException(
          path, "must be a list of 1 to " + MAX_TOOLS_PER_STEP + " tool names");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : json) {
      if (!name.isTextual() || name.textValue().isBlank()) {
        throw new InvalidSettingsException(path, "must hold non-blank strings");
      }
      names.add(name.textValue());
    }
    return names;
  }

  private static TokenRange argumentTokens(SettingsObject fields, TokenRange previous) {
    if (!fields.has("argument_tokens")) {
      return previous;
    }
    if (fields.isNull("argument_tokens")) {
      return AgentSettings.DEFAULTS.argumentTokens();
    }
    SettingsObject range = fields.object("argument_tokens", RANGE_FIELDS);
    int min =
        range.hasValue("min") ? range.intValue("min", 0, MAX_ARGUMENT_TOKENS) : previous.min();
    int max =
        range.hasValue("max") ? range.intValue("max", 0, MAX_ARGUMENT_TOKENS) : previous.max();
    if (max < min) {
      throw new InvalidSettingsException(
          range.path("max"), "must not be less than min (" + min + ")");
    }
    return new TokenRange(min, max);
  }
}
