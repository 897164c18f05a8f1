package dev.firstword.simulator.playback;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request as a protocol reads it.
 *
 * @param id the id under which the simulator records and answers it
 * @param headers by lower-case name
 * @param models the names that are served
 */
@SuppressWarnings("ArrayRecordComponent") // a body is bytes, and nobody compares requests
public record Incoming(
    String id, long epochSecond, Map<String, String> headers, byte[] body, Set<String> models) {
  private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+\\S.*");
  private static final Pattern DATED = Pattern.compile("(.+)-\\d{8}");

  /** A header's value without surrounding blanks; empty when it is missing or blank. */
  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Whether {@code Authorization: Bearer} carries a key, whichever it is. */
  public boolean hasBearer() {
    return header("authorization").filter(value -> BEARER.matcher(value).matches()).isPresent();
  }

  /** The served name that a client means: the name itself, or the dated one it is short for. */
  public Optional<String> model(String name) {
    if (models.contains(name)) {
      return Optional.of(name);
    }
    return models.stream()
        .filter(served -> {
          var dated = DATED.matcher(served);
          return dated.matches() && dated.group(1).equals(name);
        })
        .findFirst();
  }
}
