package dev.firstword.simulator.answer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt that wants one word out of a few and nothing else, as a classifier's does. */
final class Choice {
  private static final Pattern OFFER =
      Pattern.compile(
          "(?i)(?:one word|only one of|exactly one of|with one of|one of the following)[^:\\n]{0,40}:"
              + "?\\s*((?:[\"'`]?[\\w-]{2,24}[\"'`]?(?:\\s*,\\s*(?:or\\s+)?|\\s+or\\s+|\\s*/\\s*|\\s*\\|\\s*)){1,8}"
              + "[\"'`]?[\\w-]{2,24}[\"'`]?)");

  private Choice() {}

  /** The word chosen; a scale from simple to complex goes by the message's length. */
  static Optional<String> made(String system, String message) {
    Matcher offer = OFFER.matcher(system + "\n" + message);
    if (!offer.find()) {
      return Optional.empty();
    }
    List<String> options =
        Arrays.stream(offer.group(1).split("\\s*(?:,|/|\\||\\bor\\b)\\s*"))
            .map(option -> option.replaceAll("[\"'`]", "").strip())
            .filter(option -> !option.isEmpty())
            .toList();
    int words = Question.of(message).wordCount();
    int position = words < 10 ? 0 : words <= 50 ? options.size() / 2 : options.size() - 1;
    return Optional.of(options.get(position).toLowerCase(Locale.ROOT));
  }
}
