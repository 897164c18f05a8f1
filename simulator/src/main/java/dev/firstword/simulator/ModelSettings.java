package dev.firstword.simulator;

import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The latency, speed, answer length, thinking and tool calls of one model.
 *
 * @param ttft the time to the first token, or to a thought, for a prompt without uncached input
 * @param outputTokens the length of every answer; empty to follow the prompt
 * @param thinking how the model thinks before it answers; empty if it does not
 * @param agent how the model calls tools before it answers; empty if it does so only when told to
 */
public record ModelSettings(
    LatencyDistribution ttft,
    double tokensPerSecond,
    OptionalInt outputTokens,
    Optional<ThinkingSettings> thinking,
    Optional<AgentSettings> agent) {

  public ModelSettings(double p50Millis, double p99Millis, double tokensPerSecond) {
    this(
        new LatencyDistribution(p50Millis, p99Millis),
        tokensPerSecond,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public ModelSettings withOutputTokens(int tokens) {
    return new ModelSettings(ttft, tokensPerSecond, OptionalInt.of(tokens), thinking, agent);
  }

  public ModelSettings withThinking(ThinkingSettings settings) {
    return new ModelSettings(ttft, tokensPerSecond, outputTokens, Optional.of(settings), agent);
  }

  public ModelSettings withAgent(AgentSettings settings) {
    return new ModelSettings(ttft, tokensPerSecond, outputTokens, thinking, Optional.of(settings));
  }

  ModelLatency latency() {
    return new ModelLatency(ttft, new InterTokenLatency(tokensPerSecond));
  }
}
