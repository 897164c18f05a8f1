package dev.firstword.provider;

import dev.firstword.provider.anthropic.AnthropicDialect;
import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.openai.OpenAiDialect;
import dev.firstword.provider.transport.Transport;
import java.time.InstantSource;

/** Opens providers: the front door of this part. */
public final class Providers {

  private Providers() {}

  /** A provider at the endpoint, over the transport, within the usual limits. */
  public static ModelProvider open(ProviderEndpoint endpoint, Transport transport) {
    return open(endpoint, transport, AnswerLimits.DEFAULTS);
  }

  /**
   * A provider at the endpoint, over the transport. Connects to nothing yet.
   *
   * @throws IllegalArgumentException for an address, key or header that cannot be used; its message
   *     holds no secret
   */
  public static ModelProvider open(
      ProviderEndpoint endpoint, Transport transport, AnswerLimits limits) {
    WireDialect dialect =
        switch (endpoint.dialect()) {
          case ANTHROPIC -> new AnthropicDialect(endpoint, limits.eventBytes());
          case OPENAI -> new OpenAiDialect(endpoint, limits.eventBytes());
        };
    return new HttpModelProvider(
        endpoint.name(), dialect, transport, limits, InstantSource.system());
  }
}
