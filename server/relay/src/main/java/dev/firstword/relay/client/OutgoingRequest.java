package dev.firstword.relay.client;

import java.net.URI;
import java.util.Map;

/** One {@code POST} to a provider. */
public final class OutgoingRequest {

  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * Creates a request that is ready to send.
   *
   * @param uri absolute, {@code http} or {@code https}
   * @param body must not be modified afterwards
   */
  public OutgoingRequest(URI uri, Map<String, String> headers, byte[] body) {
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  public URI uri() {
    return uri;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** Returns the body itself, not a copy. */
  public byte[] body() {
    return body;
  }

  /** Describes only the address, since headers contain keys and the body a prompt. */
  @Override
  public String toString() {
    return "POST " + uri.getHost() + uri.getPath() + " (" + body.length + " bytes)";
  }
}
