package dev.firstword.simulator.response;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.thinking.Thought;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Everything about a response that is decided before any of it is sent.
 *
 * @param receivedAtNanos when the call arrived, in nanoseconds of the scheduler's clock; {@code
 *     start} is relative to it
 * @param gapRandom the random generator for the gaps between tokens
 * @param fault the fault to inject into the response
 */
public record ResponsePlan(
    ResponseEncoder encoder,
    Optional<Thought> thought,
    ModelOutput output,
    long receivedAtNanos,
    ModelLatency.ResponseStart start,
    ModelLatency latency,
    RandomGenerator gapRandom,
    Optional<Fault> fault) {

  long headAtNanos() {
    return receivedAtNanos + start.headNanos();
  }

  long thoughtAtNanos() {
    return receivedAtNanos + start.firstTokenNanos();
  }

  /** Returns when the answer's first token is due. A thought delays it by its duration. */
  long firstTokenAtNanos() {
    return thoughtAtNanos() + thought.map(Thought::durationNanos).orElse(0L);
  }

  /** Draws the time that the model takes for a number of tokens. */
  long sampleNanosFor(int tokens) {
    long nanos = 0;
    for (int token = 0; token < tokens; token++) {
      nanos += latency.sampleGapNanos(gapRandom);
    }
    return nanos;
  }
}
