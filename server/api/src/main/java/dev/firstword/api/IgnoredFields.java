package dev.firstword.api;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names the fields of a request that had no effect, in a header of its response. */
final class IgnoredFields {

  private static final int MAX_FIELDS = 20;
  private static final Pattern PRINTABLE_NAME = Pattern.compile("[\\w.-]{1,64}");

  private IgnoredFields() {}

  /** Returns the names, separated by commas; names that no API would use are left out. */
  static String headerValue(List<String> fields) {
    return fields.stream()
        .filter(field -> PRINTABLE_NAME.matcher(field).matches())
        .limit(MAX_FIELDS)
        .collect(Collectors.joining(", "));
  }
}
