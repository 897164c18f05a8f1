package dev.firstword.adapters.provider;

import dev.firstword.adapters.anthropic.AnthropicDialect;
import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.adapters.openai.OpenAiDialect;
import dev.firstword.adapters.responses.ResponsesDialect;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.Transport;
import java.time.InstantSource;

/** Creates providers; the entry point of this package. */
public final class Providers {

  private Providers() {}

  /** Creates a provider for the endpoint with the default limits. */
  public static KeyedProvider open(
      ProviderEndpoint endpoint, Transport transport, InstantSource clock) {
    return open(endpoint, transport, ResponseLimits.DEFAULTS, clock);
  }

  /**
   * Creates a provider for the endpoint. Does not connect.
   *
   * @throws IllegalArgumentException if an address, key or header is invalid; the message contains
   *     no secret
   */
  public static KeyedProvider open(
      ProviderEndpoint endpoint, Transport transport, ResponseLimits limits, InstantSource clock) {
    WireDialect dialect = dialect(endpoint, limits);
    return new HttpModelProvider(
        endpoint.name(),
        dialect,
        key -> dialect(endpoint.withApiKey(key), limits),
        transport,
        limits,
        clock);
  }

  /**
   * Returns the request for a list of the models of a provider, which costs nothing.
   *
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public static OutgoingRequest listModels(ProviderEndpoint endpoint) {
    return dialect(endpoint, ResponseLimits.DEFAULTS).writeListModels();
  }

  /**
   * Returns the request for what a provider says of a model, which costs nothing.
   *
   * @throws IllegalArgumentException if an address, key or header is invalid
   */
  public static OutgoingRequest describeModel(ProviderEndpoint endpoint, String model) {
    return dialect(endpoint, ResponseLimits.DEFAULTS).writeDescribe(model);
  }

  static WireDialect dialect(ProviderEndpoint endpoint, ResponseLimits limits) {
    return switch (endpoint.dialect()) {
      case ANTHROPIC -> new AnthropicDialect(endpoint, limits.maxEventBytes());
      case OPENAI -> new OpenAiDialect(endpoint, limits.maxEventBytes());
      case RESPONSES -> new ResponsesDialect(endpoint, limits.maxEventBytes());
    };
  }
}
