package dev.firstword.spring;

import java.nio.charset.StandardCharsets;

/** Ids of users as the server takes them: visible ASCII characters. */
public final class UserIds {

  static final int MAX_LENGTH = 255;

  private UserIds() {}

  /**
   * Returns the id that the relay and the tokens use for the user of this name. It encodes {@code
   * %} and what an id may not contain as {@code %XX}, so different names stay different.
   */
  public static String of(String name) {
    StringBuilder id = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && each != '%') {
        id.append((char) each);
      } else {
        id.append(String.format("%%%02X", each));
      }
    }
    return id.toString();
  }

  static boolean isValid(String id) {
    return !id.isEmpty() && id.length() <= MAX_LENGTH;
  }
}
