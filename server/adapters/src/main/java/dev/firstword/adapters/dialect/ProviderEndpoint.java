package dev.firstword.adapters.dialect;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address, dialect and credentials of a provider.
 *
 * @param name its name in the configuration, such as {@code anthropic}
 * @param baseUri scheme, host, port and path prefix, such as {@code https://api.example.com}
 * @param apiKey the secret sent with each call; absent for servers that need none
 * @param headers sent with each call in addition to the dialect's own
 * @param background whether the provider continues an answer after its connection is lost, so that
 *     it can be resumed; only in the Responses API, which stores such answers
 * @param cacheDiagnostics whether it is asked why a prompt is not found in its cache
 * @param keyFile the file from which the secret was read, and which may get another one; absent if
 *     it is from elsewhere
 * @param models how it serves the models of the catalogue, by their names there; it knows all
 *     others by their own names
 */
public record ProviderEndpoint(
    String name,
    Dialect dialect,
    URI baseUri,
    @Nullable String apiKey,
    Map<String, String> headers,
    boolean background,
    boolean cacheDiagnostics,
    @Nullable Path keyFile,
    Map<String, ServedModel> models) {

  public ProviderEndpoint {
    headers = Map.copyOf(headers);
    models = Map.copyOf(models);
  }

  /** Creates an endpoint whose answers end with their connection. */
  public ProviderEndpoint(
      String name,
      Dialect dialect,
      URI baseUri,
      @Nullable String apiKey,
      Map<String, String> headers) {
    this(name, dialect, baseUri, apiKey, headers, false, true);
  }

  /** Creates an endpoint whose secret never changes. */
  public ProviderEndpoint(
      String name,
      Dialect dialect,
      URI baseUri,
      @Nullable String apiKey,
      Map<String, String> headers,
      boolean background,
      boolean cacheDiagnostics) {
    this(name, dialect, baseUri, apiKey, headers, background, cacheDiagnostics, null, Map.of());
  }

  /** Returns a copy with another secret. */
  public ProviderEndpoint withApiKey(@Nullable String other) {
    return new ProviderEndpoint(
        name, dialect, baseUri, other, headers, background, cacheDiagnostics, keyFile, models);
  }

  /** Returns a copy whose secret was read from a file. */
  public ProviderEndpoint withKeyFile(@Nullable Path file) {
    return new ProviderEndpoint(
        name, dialect, baseUri, apiKey, headers, background, cacheDiagnostics, file, models);
  }

  /** Returns a copy that serves models of the catalogue under these names and in these tiers. */
  public ProviderEndpoint withModels(Map<String, ServedModel> served) {
    return new ProviderEndpoint(
        name, dialect, baseUri, apiKey, headers, background, cacheDiagnostics, keyFile, served);
  }

  /** Describes the endpoint without its secret, since this text may be logged. */
  @Override
  public String toString() {
    return name + " (" + dialect + " at " + baseUri + ")";
  }

  /** Which wire protocol an endpoint speaks. */
  public enum Dialect {
    /** Anthropic's Messages API. */
    ANTHROPIC,
    /** OpenAI's chat completions API, which most other servers speak too. */
    OPENAI,
    /** OpenAI's Responses API. */
    RESPONSES
  }
}
