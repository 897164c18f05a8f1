package dev.firstword.core.provider;

/** How a model is told to think. */
public enum ThinkingControl {
  /** It cannot be told, or what it takes is unknown. */
  NONE,
  /** By an effort, as newer models of the Messages API. */
  ADAPTIVE,
  /** By a budget of tokens, as older models of the Messages API. */
  BUDGET,
  /** By a reasoning effort, as models of the chat completions and Responses APIs. */
  EFFORT;

  /** Whether a model can do what a request asks. */
  public boolean supports(ThinkingOption option) {
    return this != NONE || !option.requiresThinking();
  }
}
