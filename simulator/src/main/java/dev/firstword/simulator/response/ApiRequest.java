package dev.firstword.simulator.response;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A received request, independent of the transport, as protocols parse it.
 *
 * @param id the id under which the request is logged and answered
 * @param headers the headers, by lower-case name
 * @param models the names of the served models
 */
@SuppressWarnings("ArrayRecordComponent") // the body is raw bytes, and requests are never compared
public record ApiRequest(
    String id, long epochSecond, Map<String, String> headers, byte[] body, Set<String> models) {
  private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+\\S.*");
  private static final Pattern DATED_MODEL = Pattern.compile("(.+)-\\d{8}");

  /** Returns a header's stripped value; empty if it is missing or blank. */
  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Returns whether {@code Authorization: Bearer} carries a key. Any key is accepted. */
  public boolean hasBearerToken() {
    return header("authorization").filter(value -> BEARER.matcher(value).matches()).isPresent();
  }

  /**
   * Returns the served model for a name: the name itself, or the dated name that it abbreviates.
   */
  public Optional<String> resolveModel(String name) {
    if (models.contains(name)) {
      return Optional.of(name);
    }
    return models.stream()
        .filter(served -> {
          var dated = DATED_MODEL.matcher(served);
          return dated.matches() && dated.group(1).equals(name);
        })
        .findFirst();
  }
}
