package dev.firstword.simulator.tools;

import java.util.List;

/**
 * How a model calls tools before it answers: a graph of steps. The calls of a step run in parallel
 * and depend on all calls of the steps before.
 *
 * @param steps the names of the tools called in each step; empty to draw them
 * @param meanSteps the mean of the drawn number of steps, which is geometrically distributed
 * @param maxToolsPerStep the maximum of the drawn number of calls in a step
 * @param argumentTokens the length of the arguments of a call
 * @param hasPreamble whether a sentence precedes the calls of a step
 */
public record AgentSettings(
    List<List<String>> steps,
    double meanSteps,
    int maxToolsPerStep,
    TokenRange argumentTokens,
    boolean hasPreamble) {

  public static final AgentSettings DEFAULTS =
      new AgentSettings(List.of(), 2, 3, new TokenRange(8, 40), false);

  public AgentSettings {
    steps = steps.stream().map(List::copyOf).toList();
  }

  /** Creates the settings of an agent that always takes the given steps. */
  public static AgentSettings ofSteps(List<List<String>> steps) {
    return new AgentSettings(
        steps, DEFAULTS.meanSteps, DEFAULTS.maxToolsPerStep, DEFAULTS.argumentTokens, false);
  }

  /** A number of tokens, drawn evenly from a range. Arguments without a string can be shorter. */
  public record TokenRange(int min, int max) {}
}
