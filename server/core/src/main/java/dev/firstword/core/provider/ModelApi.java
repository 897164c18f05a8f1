package dev.firstword.core.provider;

/** An API of model providers. {@link OptionRules} has what each of them does not take. */
public enum ModelApi {
  /** Anthropic's Messages API. */
  MESSAGES,
  /** Chat completions as most servers implement them. */
  CHAT_COMPLETIONS,
  /** Chat completions at OpenAI, whose reasoning models take fewer options. */
  OPENAI_CHAT_COMPLETIONS,
  /** OpenAI's Responses API. */
  RESPONSES;

  /** The shortest limit of an answer in the Responses API. */
  public static final int MIN_RESPONSES_MAX_TOKENS = 16;

  /** Returns whether requests and answers of both are written alike. */
  public boolean hasSameFormAs(ModelApi other) {
    return form() == other.form();
  }

  private ModelApi form() {
    return this == OPENAI_CHAT_COMPLETIONS ? CHAT_COMPLETIONS : this;
  }
}
