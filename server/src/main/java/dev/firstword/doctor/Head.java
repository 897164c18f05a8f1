package dev.firstword.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The head of an answer. */
record Head(String protocol, int status, List<Header> headers) {

  record Header(String name, String value) {}

  /** The value of the first header of that name, however it is spelt. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name.equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  boolean says(String name, String token) {
    return header(name).filter(value -> value.toLowerCase(Locale.ROOT).contains(token)).isPresent();
  }
}
