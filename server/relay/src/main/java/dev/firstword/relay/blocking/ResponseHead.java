package dev.firstword.relay.blocking;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status line and headers of a response. */
public record ResponseHead(String protocol, int status, List<Header> headers) {

  public record Header(String name, String value) {}

  /** Returns the value of the first header with a name, ignoring case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  public boolean headerContains(String name, String token) {
    return header(name).filter(value -> value.toLowerCase(Locale.ROOT).contains(token)).isPresent();
  }

  public boolean isChunked() {
    return headerContains("transfer-encoding", "chunked");
  }

  /** Returns whether the end of the body is known without the end of the connection. */
  public boolean isFramed() {
    return isChunked() || header("content-length").isPresent() || hasNoBody();
  }

  boolean hasNoBody() {
    return status < 200 || status == 204 || status == 304;
  }
}
