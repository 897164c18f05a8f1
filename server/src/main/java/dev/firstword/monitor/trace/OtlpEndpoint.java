package dev.firstword.monitor.trace;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where traces are collected.
 *
 * @param uri whole, such as {@code http://127.0.0.1:4318/v1/traces}
 * @param headers that are sent along, such as a key
 * @param longest how long one delivery may take, with what is tried again
 */
public record OtlpEndpoint(URI uri, Map<String, String> headers, Duration longest) {

  public OtlpEndpoint {
    headers = Map.copyOf(headers);
  }

  /** Names the endpoint without its headers, which may hold a secret: this text may reach a log. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
