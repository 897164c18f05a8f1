package dev.firstword.adapters.dialect;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses how long a provider asks to wait: {@code retry-after-ms}, or {@code retry-after} in
 * seconds or as a date (RFC 9110, section 10.2.3).
 */
public final class RetryAfter {

  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  private RetryAfter() {}

  /** Returns the wait; null if the headers are missing or invalid. */
  public static @Nullable Duration read(
      Function<String, @Nullable String> header, InstantSource clock) {
    String milliseconds = header.apply("retry-after-ms");
    if (milliseconds != null && MILLISECONDS.matcher(milliseconds).matches()) {
      return Duration.ofMillis(Math.round(Math.ceil(Double.parseDouble(milliseconds))));
    }
    String value = header.apply("retry-after");
    if (value == null) {
      return null;
    }
    if (SECONDS.matcher(value).matches()) {
      return Duration.ofMillis(Math.round(Math.ceil(Double.parseDouble(value) * 1000)));
    }
    try {
      ZonedDateTime retryAt = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration delay = Duration.between(clock.instant(), retryAt.toInstant());
      return delay.isNegative() ? Duration.ZERO : delay;
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}
