package dev.firstword.relay.client;

import java.net.URI;
import java.util.Map;

/** One request to a provider: a {@code POST}, or a {@code GET} without a body. */
public final class OutgoingRequest {

  private final boolean isGet;
  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * Creates a {@code POST} that is ready to send.
   *
   * @param uri absolute, {@code http} or {@code https}
   * @param body must not be modified afterwards
   */
  public OutgoingRequest(URI uri, Map<String, String> headers, byte[] body) {
    this(false, uri, headers, body);
  }

  private OutgoingRequest(boolean isGet, URI uri, Map<String, String> headers, byte[] body) {
    this.isGet = isGet;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  /** Returns a {@code GET} that is ready to send. */
  public static OutgoingRequest get(URI uri, Map<String, String> headers) {
    return new OutgoingRequest(true, uri, headers, new byte[0]);
  }

  /** Returns whether this is a {@code GET}. */
  public boolean isGet() {
    return isGet;
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
    String method = isGet ? "GET " : "POST ";
    return method + uri.getHost() + uri.getPath() + " (" + body.length + " bytes)";
  }
}
