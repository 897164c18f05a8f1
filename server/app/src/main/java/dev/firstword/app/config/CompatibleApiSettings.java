package dev.firstword.app.config;

import java.util.Map;

/**
 * How requests of the providers' own APIs are answered.
 *
 * @param aliases other names for models; each stands for a configured model, or for {@code auto}
 * @param maxTokens the longest answer, in the model's tokens, unless a request says otherwise
 * @param maxTokensLimit the longest answer that a request may ask for
 */
public record CompatibleApiSettings(
    Map<String, String> aliases, int maxTokens, int maxTokensLimit) {

  /** Long enough for what these clients ask for, and within the limits of common models. */
  private static final int DEFAULT_MAX_TOKENS = 8_192;

  private static final int DEFAULT_MAX_TOKENS_LIMIT = 64_000;

  public static final CompatibleApiSettings DEFAULT =
      new CompatibleApiSettings(Map.of(), DEFAULT_MAX_TOKENS, DEFAULT_MAX_TOKENS_LIMIT);

  public CompatibleApiSettings {
    aliases = Map.copyOf(aliases);
  }
}
