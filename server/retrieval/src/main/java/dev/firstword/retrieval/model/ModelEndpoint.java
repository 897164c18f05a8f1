package dev.firstword.retrieval.model;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of a retrieval model.
 *
 * @param baseUri scheme, host, port and path prefix, with or without the version
 * @param model the model's name at the endpoint
 * @param key the secret sent with each call; absent for servers that need none
 * @param timeout the timeout of a call, from connecting to the last byte of the response
 */
public record ModelEndpoint(URI baseUri, String model, @Nullable String key, Duration timeout) {

  /** A copy with another timeout. */
  public ModelEndpoint withTimeout(Duration newTimeout) {
    return new ModelEndpoint(baseUri, model, key, newTimeout);
  }

  /** Omits the secret, because this text may be logged. */
  @Override
  public String toString() {
    return model + " at " + baseUri;
  }
}
