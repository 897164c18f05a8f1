package dev.firstword.simulator;

import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.LatencyDistribution;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The latency, speed, answer length and thinking of one model.
 *
 * @param ttft the time to the first token, or to a thought, for a prompt without uncached input
 * @param outputTokens the length of every answer; empty to follow the prompt
 * @param thinking how the model thinks before it answers; empty if it does not
 */
public record ModelSettings(
    LatencyDistribution ttft,
    double tokensPerSecond,
    OptionalInt outputTokens,
    Optional<ThinkingSettings> thinking) {

  public ModelSettings(double p50Millis, double p99Millis, double tokensPerSecond) {
    this(
        new LatencyDistribution(p50Millis, p99Millis),
        tokensPerSecond,
        OptionalInt.empty(),
        Optional.empty());
  }

  public ModelSettings withOutputTokens(int tokens) {
    return new ModelSettings(ttft, tokensPerSecond, OptionalInt.of(tokens), thinking);
  }

  public ModelSettings withThinking(ThinkingSettings settings) {
    return new ModelSettings(ttft, tokensPerSecond, outputTokens, Optional.of(settings));
  }

  ModelLatency latency() {
    return new ModelLatency(ttft, new InterTokenLatency(tokensPerSecond));
  }
}
