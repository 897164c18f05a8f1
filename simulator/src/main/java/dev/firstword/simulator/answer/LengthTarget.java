package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target length of an answer.
 *
 * @param tokens the approximate number of tokens
 * @param sentences the exact number of sentences in one paragraph, if one was requested
 */
record LengthTarget(int tokens, OptionalInt sentences) {
  private static final double TOKENS_PER_WORD = 1.3;
  private static final int TOKENS_PER_SENTENCE = 24;
  private static final int TOKENS_PER_PARAGRAPH = 90;
  private static final int TOKENS_PER_ITEM = 20;
  private static final int BRIEF_TOKENS = 80;
  private static final int LONG_TOKENS = 750;
  private static final int MIN_TOKENS = 4;
  private static final int MAX_TOKENS = 8_000;

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

  private static final Pattern REQUESTED_AMOUNT = Pattern.compile("(?i)\\b" + AMOUNT);

  /** Matches only explicit limits, because a system prompt mentions many other amounts. */
  private static final Pattern INSTRUCTED_AMOUNT =
      Pattern.compile(
          "(?i)\\b(?:in|about|around|within|under|most|exactly|to|than|maximum|max|limit|a)\\s+(?:of\\s+|the\\s+)?(?:[\\w-]+\\s+)?"
              + AMOUNT);

  private static final Pattern BRIEF_WORDS =
      Pattern.compile("(?i)\\b(?:brief|briefly|short|shortly|concise|concisely|tl;?dr|quick)\\b");
  private static final Pattern DETAIL_WORDS =
      Pattern.compile(
          "(?i)\\b(?:detailed|in detail|in[- ]depth|comprehensive|thorough|essay|article|report"
              + "|proposal|step[- ]by[- ]step guide)\\b");

  static LengthTarget words(int words) {
    return tokens((int) Math.round(words * TOKENS_PER_WORD));
  }

  static LengthTarget tokens(int tokens) {
    return new LengthTarget(Math.clamp(tokens, MIN_TOKENS, MAX_TOKENS), OptionalInt.empty());
  }

  static LengthTarget sentences(int sentences) {
    return new LengthTarget(sentences * TOKENS_PER_SENTENCE, OptionalInt.of(sentences));
  }

  /**
   * Returns the length that the message asks for, or else the length that the system prompt sets.
   */
  static Optional<LengthTarget> requested(String message, String system) {
    Optional<LengthTarget> fromMessage = amount(REQUESTED_AMOUNT.matcher(message));
    if (fromMessage.isPresent()) {
      return fromMessage;
    }
    if (BRIEF_WORDS.matcher(message).find()) {
      return Optional.of(tokens(BRIEF_TOKENS));
    }
    Optional<LengthTarget> fromSystem = amount(INSTRUCTED_AMOUNT.matcher(system));
    if (fromSystem.isPresent()) {
      return fromSystem;
    }
    return DETAIL_WORDS.matcher(message).find()
        ? Optional.of(tokens(LONG_TOKENS))
        : Optional.empty();
  }

  /** Returns the default length for a question. Longer questions get longer answers. */
  static LengthTarget defaultFor(QuestionAnalysis question) {
    if (question.isGreeting()) {
      return tokens(18);
    }
    int words = question.wordCount();
    return tokens(words < 10 ? 140 : words <= 50 ? 320 : 600);
  }

  LengthTarget scaledBy(double factor) {
    return sentences.isPresent() ? this : tokens((int) Math.round(tokens * factor));
  }

  private static Optional<LengthTarget> amount(Matcher matcher) {
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
