package dev.firstword.retrieval.model;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a model of retrieval is.
 *
 * @param baseUri scheme, host, port and path prefix, with or without the version
 * @param model its name there
 * @param key the secret that is sent with each call; absent for servers that want none
 * @param longest how long a call may take, from connecting to the last byte of the answer
 */
public record ModelEndpoint(URI baseUri, String model, @Nullable String key, Duration longest) {

  /** The same with other patience. */
  public ModelEndpoint within(Duration time) {
    return new ModelEndpoint(baseUri, model, key, time);
  }

  /** Names the endpoint without its secret: this text may reach a log. */
  @Override
  public String toString() {
    return model + " at " + baseUri;
  }
}
