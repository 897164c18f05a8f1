package dev.firstword.adapters.dialect;

import dev.firstword.core.provider.RateLimit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of a provider's limit on requests from its response headers: those of
 * Anthropic, with the time of the reset, or those of OpenAI, with a duration such as {@code 6m0s}.
 * Providers with OpenAI's API send either, or none.
 */
public final class RateLimitHeaders {

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,12}");
  private static final Pattern DURATION =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m(?!s))?"
              + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

  /** The headers of one kind, and how their reset is read. */
  private record Names(
      String limit,
      String remaining,
      String reset,
      BiFunction<String, InstantSource, @Nullable Duration> parseReset) {}

  private static final List<Names> NAMES =
      List.of(
          new Names(
              "anthropic-ratelimit-requests-limit",
              "anthropic-ratelimit-requests-remaining",
              "anthropic-ratelimit-requests-reset",
              RateLimitHeaders::untilTime),
          new Names(
              "x-ratelimit-limit-requests",
              "x-ratelimit-remaining-requests",
              "x-ratelimit-reset-requests",
              (value, _) -> duration(value)));

  private RateLimitHeaders() {}

  /** Returns the limit; empty if the headers are missing or invalid. */
  public static Optional<RateLimit> read(
      Function<String, @Nullable String> header, InstantSource clock) {
    for (Names names : NAMES) {
      String limit = header.apply(names.limit);
      String remaining = header.apply(names.remaining);
      String reset = header.apply(names.reset);
      if (limit == null || remaining == null || reset == null) {
        continue;
      }
      Duration untilReset = names.parseReset.apply(reset, clock);
      if (untilReset != null && isCount(limit) && isCount(remaining)) {
        return Optional.of(
            new RateLimit(Long.parseLong(limit), Long.parseLong(remaining), untilReset));
      }
    }
    return Optional.empty();
  }

  private static boolean isCount(String value) {
    return COUNT.matcher(value).matches();
  }

  private static @Nullable Duration untilTime(String value, InstantSource clock) {
    try {
      Duration left = Duration.between(clock.instant(), Instant.parse(value));
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException | ArithmeticException notATime) {
      return null;
    }
  }

  private static @Nullable Duration duration(String value) {
    Matcher parts = DURATION.matcher(value);
    if (value.isEmpty() || !parts.matches()) {
      return null;
    }
    double seconds =
        number(parts.group(1)) * 86_400
            + number(parts.group(2)) * 3_600
            + number(parts.group(3)) * 60
            + number(parts.group(4))
            + number(parts.group(5)) / 1_000;
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static double number(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }
}
