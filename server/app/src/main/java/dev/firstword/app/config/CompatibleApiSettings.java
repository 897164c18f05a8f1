package dev.firstword.app.config;

import dev.firstword.core.routing.CallFeatures;
import java.util.Map;

/**
 * How requests of the providers' own APIs are answered.
 *
 * @param aliases other names for models; each stands for a configured model, or for {@code auto}
 * @param maxTokens the longest answer, in the model's tokens, unless a request says otherwise
 * @param maxTokensLimit the longest answer that a request may ask for
 * @param maxRequestBytes the largest request, with its images and files
 * @param features what may be done for the calls of each API, by its name in metrics
 */
public record CompatibleApiSettings(
    Map<String, String> aliases,
    int maxTokens,
    int maxTokensLimit,
    int maxRequestBytes,
    Map<String, CallFeatures> features) {

  /** Long enough for what these clients ask for, and within the limits of common models. */
  private static final int DEFAULT_MAX_TOKENS = 8_192;

  private static final int DEFAULT_MAX_TOKENS_LIMIT = 64_000;

  /** As much as the providers take. */
  private static final int DEFAULT_MAX_REQUEST_BYTES = 32 * 1024 * 1024;

  public static final CompatibleApiSettings DEFAULT =
      new CompatibleApiSettings(Map.of(), DEFAULT_MAX_TOKENS, DEFAULT_MAX_TOKENS_LIMIT);

  public CompatibleApiSettings {
    aliases = Map.copyOf(aliases);
    features = Map.copyOf(features);
  }

  /** Creates settings with the default size of requests and the default features. */
  public CompatibleApiSettings(Map<String, String> aliases, int maxTokens, int maxTokensLimit) {
    this(aliases, maxTokens, maxTokensLimit, DEFAULT_MAX_REQUEST_BYTES, Map.of());
  }

  /** Returns a copy with these features for the calls of all APIs. */
  public CompatibleApiSettings withFeatures(Map<String, CallFeatures> others) {
    return new CompatibleApiSettings(aliases, maxTokens, maxTokensLimit, maxRequestBytes, others);
  }
}
