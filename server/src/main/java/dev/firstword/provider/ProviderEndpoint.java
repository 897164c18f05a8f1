package dev.firstword.provider;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is and how to speak to it.
 *
 * @param name its name in the configuration, such as {@code anthropic}
 * @param baseUri scheme, host, port and path prefix, such as {@code https://api.example.com}
 * @param key the secret that is sent with each call; absent for servers that want none
 * @param headers sent with each call besides the dialect's own
 */
public record ProviderEndpoint(
    String name, Dialect dialect, URI baseUri, @Nullable String key, Map<String, String> headers) {

  public ProviderEndpoint {
    headers = Map.copyOf(headers);
  }

  /** Names the endpoint without its secret: this text may reach a log. */
  @Override
  public String toString() {
    return name + " (" + dialect + " at " + baseUri + ")";
  }

  /** Which wire protocol an endpoint speaks. */
  public enum Dialect {
    ANTHROPIC,
    OPENAI
  }
}
