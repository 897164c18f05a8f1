package dev.firstword.relay.event;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations in human notation: {@code 300ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code
 * 30d}.
 */
public final class DurationParser {

  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h|d)");

  private DurationParser() {}

  /** Returns the duration, rounded to milliseconds; empty if the text is not a duration. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double amount = Double.parseDouble(matcher.group(1));
    double milliseconds =
        switch (matcher.group(2)) {
          case "ms" -> amount;
          case "s" -> amount * 1000;
          case "m" -> amount * 60_000;
          case "h" -> amount * 3_600_000;
          case "d" -> amount * 86_400_000;
          default -> throw new IllegalStateException("the pattern allows no other unit");
        };
    return Optional.of(Duration.ofMillis(Math.round(milliseconds)));
  }
}
