package dev.firstword.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads refusals: problem documents (RFC 9457), and the error pages of proxies. */
final class Problems {

  private Problems() {}

  /**
   * Converts a refusal. One of a proxy gets a message of its own, because error pages are not for
   * people.
   */
  static FirstwordException read(int status, HttpHeaders headers, byte[] body) {
    boolean ofServer =
        headers.firstValue("content-type").orElse("").startsWith("application/problem+json");
    JsonNode problem = ofServer ? parse(body) : MissingNode.getInstance();
    String code = ofServer ? "status_" + status : FirstwordException.UNAVAILABLE;
    if (!ofServer && status < 500) {
      code = "status_" + status;
    }
    String action = problem.path("action").textValue();
    return new FirstwordException(
        problem.path("code").asText(code),
        status,
        problem.path("detail").asText("The server responded with status " + status + "."),
        action == null ? Action.forStatus(status) : Action.of(action),
        retryAfter(headers));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException e) {
      return MissingNode.getInstance(); // The status of a truncated document is enough.
    }
  }

  /** A number of seconds, or a date. */
  private static @Nullable Duration retryAfter(HttpHeaders headers) {
    String value = headers.firstValue("retry-after").orElse("").trim();
    if (value.isEmpty()) {
      return null;
    }
    try {
      if (value.chars().allMatch(Character::isDigit)) {
        return Duration.ofSeconds(Long.parseLong(value));
      }
      Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration delay = Duration.between(Instant.now(), at);
      return delay.isNegative() ? Duration.ZERO : delay;
    } catch (DateTimeParseException | NumberFormatException e) {
      return null;
    }
  }
}
