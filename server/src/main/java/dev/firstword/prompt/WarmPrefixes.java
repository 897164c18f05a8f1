package dev.firstword.prompt;

/** Knows how much of a prompt a model has at hand from earlier ones. */
public interface WarmPrefixes {

  /** Of a service that keeps nothing. */
  WarmPrefixes NONE = (model, prompt) -> PromptBuilder.estimateTokens(prompt);

  /** About how many tokens of the prompt the model would have to read anew, were it asked now. */
  long uncachedTokens(String model, Prompt prompt);
}
