package dev.firstword.simulator;

import dev.firstword.simulator.latency.FirstTokenTime;
import dev.firstword.simulator.latency.ModelSpeed;
import dev.firstword.simulator.latency.TokenPace;
import java.util.OptionalInt;

/**
 * How one model behaves.
 *
 * @param firstToken the time to the first token for a prompt without uncached input
 * @param outputTokens the length of every answer; empty: as the prompt asks
 */
public record ModelSettings(
    FirstTokenTime firstToken, double tokensPerSecond, OptionalInt outputTokens) {

  public ModelSettings(double p50Millis, double p99Millis, double tokensPerSecond) {
    this(new FirstTokenTime(p50Millis, p99Millis), tokensPerSecond, OptionalInt.empty());
  }

  public ModelSettings withOutputTokens(int tokens) {
    return new ModelSettings(firstToken, tokensPerSecond, OptionalInt.of(tokens));
  }

  ModelSpeed speed() {
    return new ModelSpeed(firstToken, new TokenPace(tokensPerSecond));
  }
}
