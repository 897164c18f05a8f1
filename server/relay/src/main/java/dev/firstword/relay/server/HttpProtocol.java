package dev.firstword.relay.server;

/** The protocol version of a request. */
public enum HttpProtocol {
  HTTP_1_0("HTTP/1.0"),
  HTTP_1_1("HTTP/1.1"),
  HTTP_2("HTTP/2");

  private final String displayName;

  HttpProtocol(String displayName) {
    this.displayName = displayName;
  }

  /** Returns the name as in logs, such as {@code HTTP/1.1}. */
  public String displayName() {
    return displayName;
  }
}
