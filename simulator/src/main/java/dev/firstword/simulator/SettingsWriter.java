package dev.firstword.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;

/** Writes settings as the JSON that {@link SettingsReader} reads. */
final class SettingsWriter {
  private SettingsWriter() {}

  static ObjectNode write(SimulatorSettings settings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("seed", settings.seed());
    ObjectNode models = json.putObject("models");
    settings.models().forEach((name, model) -> write(model, models.putObject(name)));
    json.put("uncached_input_ms_per_1k", settings.uncachedInputMillisPerThousand());
    json.put("embedding_ms", settings.embeddingMillis());
    json.put("rerank_ms", settings.rerankMillis());
    ObjectNode embeddingModels = json.putObject("embedding_models");
    settings.embeddingModels().forEach(embeddingModels::put);
    var faults = json.putArray("faults");
    settings.faults().forEach(fault -> write(fault, faults.addObject()));
    return json;
  }

  private static void write(ModelSettings model, ObjectNode json) {
    write(model.ttft(), json.putObject("ttft_ms"));
    json.put("tokens_per_second", model.tokensPerSecond());
    model.outputTokens().ifPresent(tokens -> json.put("output_tokens", tokens));
    model.thinking().ifPresent(thinking -> write(thinking, json.putObject("thinking")));
    model.agent().ifPresent(agent -> write(agent, json.putObject("agent")));
  }

  private static void write(AgentSettings agent, ObjectNode json) {
    if (!agent.steps().isEmpty()) {
      var steps = json.putArray("steps");
      agent.steps().forEach(names -> names.forEach(steps.addArray()::add));
    }
    json.put("mean_steps", agent.meanSteps());
    json.put("max_tools_per_step", agent.maxToolsPerStep());
    json.putObject("argument_tokens")
        .put("min", agent.argumentTokens().min())
        .put("max", agent.argumentTokens().max());
    json.put("preamble", agent.hasPreamble());
  }

  private static void write(ThinkingSettings thinking, ObjectNode json) {
    write(thinking.duration(), json.putObject("ms"));
    json.put("display", thinking.display().wireName());
    json.put("by_default", thinking.byDefault());
  }

  private static void write(LatencyDistribution distribution, ObjectNode json) {
    json.put("p50", distribution.p50Millis()).put("p99", distribution.p99Millis());
  }

  private static void write(Fault fault, ObjectNode json) {
    json.put("kind", fault.kind().wireName());
    json.put("rate", fault.rate());
    json.put("model", fault.model());
    fault.afterTokens().ifPresent(tokens -> json.put("after_tokens", tokens));
    fault.retryAfterSeconds().ifPresent(seconds -> json.put("retry_after_s", seconds));
  }
}
