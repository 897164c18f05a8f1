package dev.firstword.simulator;

import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.latency.TtftDistribution;
import java.util.OptionalInt;

/**
 * The latency, speed and answer length of one model.
 *
 * @param ttft the time to the first token for a prompt without uncached input
 * @param outputTokens the length of every answer; empty to follow the prompt
 */
public record ModelSettings(
    TtftDistribution ttft, double tokensPerSecond, OptionalInt outputTokens) {

  public ModelSettings(double p50Millis, double p99Millis, double tokensPerSecond) {
    this(new TtftDistribution(p50Millis, p99Millis), tokensPerSecond, OptionalInt.empty());
  }

  public ModelSettings withOutputTokens(int tokens) {
    return new ModelSettings(ttft, tokensPerSecond, OptionalInt.of(tokens));
  }

  ModelLatency latency() {
    return new ModelLatency(ttft, new InterTokenLatency(tokensPerSecond));
  }
}
