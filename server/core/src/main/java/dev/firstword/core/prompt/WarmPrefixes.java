package dev.firstword.core.prompt;

/** Knows how much of a prompt a model has cached from earlier ones. */
public interface WarmPrefixes {

  /** Without a cache. */
  WarmPrefixes NONE = (model, prompt) -> PromptBuilder.estimateTokens(prompt);

  /** Returns the approximate number of tokens that the model would have to process uncached. */
  long uncachedTokens(String model, Prompt prompt);
}
