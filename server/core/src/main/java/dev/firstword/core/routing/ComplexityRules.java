package dev.firstword.core.routing;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Classifies questions by length, opening words, and words that ask for reasoning rather than
 * recall. Takes microseconds for any text.
 *
 * @param simpleBelowWords questions with fewer words are simple
 * @param complexAboveWords questions with more words are complex
 * @param greetings regular expressions; a short text that starts with one is simple
 * @param signals regular expressions; a text that contains one is complex
 */
public record ComplexityRules(
    int simpleBelowWords, int complexAboveWords, List<Pattern> greetings, List<Pattern> signals) {

  /** A longer text that starts with a greeting is not just a greeting. */
  private static final int MAX_GREETING_LENGTH = 60;

  private static final Pattern WORD = Pattern.compile("\\S+");

  public static final ComplexityRules DEFAULTS =
      of(
          10,
          50,
          List.of(
              "hi",
              "hello",
              "hey",
              "thanks",
              "thank you",
              "good (morning|afternoon|evening)",
              "ok(ay)?",
              "bye"),
          List.of(
              "analy[sz]e",
              "compare",
              "contrast",
              "derive",
              "design",
              "evaluate",
              "explain why",
              "implement",
              "optimi[sz]e",
              "plan",
              "proof",
              "prove",
              "refactor",
              "solve",
              "step[- ]by[- ]step",
              "strategy",
              "trade-?offs?",
              "(write|draft) (\\S+ ){0,4}(article|essay|plan|program|proposal|report|story)"));

  public ComplexityRules {
    greetings = List.copyOf(greetings);
    signals = List.copyOf(signals);
  }

  /**
   * Creates rules from regular expressions, matched as whole words and case-insensitively.
   *
   * @throws PatternSyntaxException if an expression is invalid
   */
  public static ComplexityRules of(
      int simpleBelowWords, int complexAboveWords, List<String> greetings, List<String> signals) {
    return new ComplexityRules(
        simpleBelowWords,
        complexAboveWords,
        greetings.stream().map(ComplexityRules::wordPattern).toList(),
        signals.stream().map(ComplexityRules::wordPattern).toList());
  }

  private static Pattern wordPattern(String expression) {
    return Pattern.compile(
        "\\b(?:" + expression + ")\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** Returns the complexity of a question. */
  public Complexity of(String question) {
    String text = question.strip();
    if (text.length() <= MAX_GREETING_LENGTH && greetings.stream().anyMatch(startsWith(text))) {
      return Complexity.SIMPLE;
    }
    long words = WORD.matcher(text).results().limit(complexAboveWords + 1L).count();
    if (words > complexAboveWords
        || signals.stream().anyMatch(signal -> signal.matcher(text).find())) {
      return Complexity.COMPLEX;
    }
    return words < simpleBelowWords ? Complexity.SIMPLE : Complexity.MODERATE;
  }

  private static Predicate<Pattern> startsWith(String text) {
    return greeting -> greeting.matcher(text).lookingAt();
  }
}
