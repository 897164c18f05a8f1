package dev.firstword.retrieval.document;

import java.util.Arrays;
import java.util.Optional;

/** The supported media types of documents. */
public enum MediaType {
  TEXT("text/plain"),
  MARKDOWN("text/markdown"),
  HTML("text/html"),
  PDF("application/pdf");

  private final String wireName;

  MediaType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<MediaType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(name)).findFirst();
  }
}
