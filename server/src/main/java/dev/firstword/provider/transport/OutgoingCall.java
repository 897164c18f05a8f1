package dev.firstword.provider.transport;

import java.net.URI;
import java.util.Map;

/** One {@code POST} to a provider. */
public final class OutgoingCall {

  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * A call that is ready to go.
   *
   * @param uri absolute, {@code http} or {@code https}
   * @param body not changed by anyone once handed over
   */
  public OutgoingCall(URI uri, Map<String, String> headers, byte[] body) {
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

  /** The body itself, not a copy. */
  public byte[] body() {
    return body;
  }

  /** Names only the address: headers hold keys and the body a prompt. */
  @Override
  public String toString() {
    return "POST " + uri.getHost() + uri.getPath() + " (" + body.length + " bytes)";
  }
}
