package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an answer is to be.
 *
 * @param tokens about so many tokens
 * @param sentences exactly so many sentences in one paragraph, where that was asked for
 */
record Length(int tokens, OptionalInt sentences) {
  private static final double TOKENS_PER_WORD = 1.3;
  private static final int TOKENS_PER_SENTENCE = 24;
  private static final int TOKENS_PER_PARAGRAPH = 90;
  private static final int TOKENS_PER_ITEM = 20;
  private static final int BRIEF = 80;
  private static final int LONG = 750;
  private static final int LEAST = 4;
  private static final int MOST = 8_000;

  private static final List<String> NUMBERS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
  private static final String NUMBER = "(\\d[\\d,]{0,6}|" + String.join("|", NUMBERS) + "|single)";
  private static final String AMOUNT =
      NUMBER
          + "(?:\\s?(?:-|–|to|or)\\s?"
          + NUMBER
          + ")?[\\s-]*(?:short |brief |concise |simple )?"
          + "(word|sentence|paragraph|token|bullet(?: point)?)s?\\b";

  private static final Pattern ASKED = Pattern.compile("(?i)\\b" + AMOUNT);

  /** A system prompt speaks of many things; only a plain limit counts there. */
  private static final Pattern ORDERED =
      Pattern.compile(
          "(?i)\\b(?:in|about|around|within|under|most|exactly|to|than|maximum|max|limit|a)\\s+(?:of\\s+|the\\s+)?(?:[\\w-]+\\s+)?"
              + AMOUNT);

  private static final Pattern BRIEFLY =
      Pattern.compile("(?i)\\b(?:brief|briefly|short|shortly|concise|concisely|tl;?dr|quick)\\b");
  private static final Pattern AT_LENGTH =
      Pattern.compile(
          "(?i)\\b(?:detailed|in detail|in[- ]depth|comprehensive|thorough|essay|article|report"
              + "|proposal|step[- ]by[- ]step guide)\\b");

  static Length words(int words) {
    return tokens((int) Math.round(words * TOKENS_PER_WORD));
  }

  static Length tokens(int tokens) {
    return new Length(Math.clamp(tokens, LEAST, MOST), OptionalInt.empty());
  }

  static Length sentences(int sentences) {
    return new Length(sentences * TOKENS_PER_SENTENCE, OptionalInt.of(sentences));
  }

  /** What the person asks for, or else what the system prompt orders. */
  static Optional<Length> wished(String message, String system) {
    Optional<Length> asked = amount(ASKED.matcher(message));
    if (asked.isPresent()) {
      return asked;
    }
    if (BRIEFLY.matcher(message).find()) {
      return Optional.of(tokens(BRIEF));
    }
    Optional<Length> ordered = amount(ORDERED.matcher(system));
    if (ordered.isPresent()) {
      return ordered;
    }
    return AT_LENGTH.matcher(message).find() ? Optional.of(tokens(LONG)) : Optional.empty();
  }

  /** What such a question usually gets: the more is asked, the more is said. */
  static Length usual(Question question) {
    if (question.isGreeting()) {
      return tokens(18);
    }
    int words = question.wordCount();
    return tokens(words < 10 ? 140 : words <= 50 ? 320 : 600);
  }

  Length times(double factor) {
    return sentences.isPresent() ? this : tokens((int) Math.round(tokens * factor));
  }

  private static Optional<Length> amount(Matcher matcher) {
    if (!matcher.find()) {
      return Optional.empty();
    }
    int number = number(matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
    String unit = matcher.group(3).toLowerCase(Locale.ROOT);
    return Optional.of(
        switch (unit) {
          case "word" -> words(number);
          case "token" -> tokens(number * 4 / 5);
          case "sentence" -> sentences(Math.clamp(number, 1, 100));
          case "paragraph" -> tokens(number * TOKENS_PER_PARAGRAPH);
          default -> tokens(number * TOKENS_PER_ITEM);
        });
  }

  private static int number(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replace(",", "");
    if (lower.equals("single")) {
      return 1;
    }
    return Character.isDigit(lower.charAt(0)) ? Integer.parseInt(lower) : NUMBERS.indexOf(lower);
  }
}
