package dev.firstword.operations.trace;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A collector of traces.
 *
 * @param uri the complete address, such as {@code http://127.0.0.1:4318/v1/traces}
 * @param headers sent with every request, such as an authorization
 * @param timeout how long one delivery may take, including retries
 */
public record OtlpEndpoint(URI uri, Map<String, String> headers, Duration timeout) {

  public OtlpEndpoint {
    headers = Map.copyOf(headers);
  }

  /** Returns the address without the headers, which may hold a secret: this text may be logged. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
