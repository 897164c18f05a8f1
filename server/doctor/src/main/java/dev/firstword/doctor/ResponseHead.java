package dev.firstword.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status line and headers of a response. */
record ResponseHead(String protocol, int status, List<Header> headers) {

  record Header(String name, String value) {}

  /** Returns the value of the first header with a name, ignoring case. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  boolean headerContains(String name, String token) {
    return header(name).filter(value -> value.toLowerCase(Locale.ROOT).contains(token)).isPresent();
  }
}
