package dev.firstword.routing;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * By what questions are told apart: their length, how they begin, and words that ask for reasoning
 * rather than recall. Takes microseconds, whatever the text.
 *
 * @param simpleUnder words; fewer are a simple question
 * @param complexOver words; more are a complex one
 * @param greetings regular expressions; a short text that begins with one is simple
 * @param signals regular expressions; a text that holds one is complex
 */
public record ComplexityRules(
    int simpleUnder, int complexOver, List<Pattern> greetings, List<Pattern> signals) {

  /** A greeting with more behind it than this is more than a greeting. */
  private static final int LONGEST_GREETING = 60;

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
   * From expressions as people write them; whole words, in any case.
   *
   * @throws PatternSyntaxException when one is none
   */
  public static ComplexityRules of(
      int simpleUnder, int complexOver, List<String> greetings, List<String> signals) {
    return new ComplexityRules(
        simpleUnder,
        complexOver,
        greetings.stream().map(ComplexityRules::words).toList(),
        signals.stream().map(ComplexityRules::words).toList());
  }

  private static Pattern words(String expression) {
    return Pattern.compile(
        "\\b(?:" + expression + ")\\b", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** How much that question asks of a model. */
  public Complexity of(String question) {
    String text = question.strip();
    if (text.length() <= LONGEST_GREETING && greetings.stream().anyMatch(begins(text))) {
      return Complexity.SIMPLE;
    }
    long words = WORD.matcher(text).results().limit(complexOver + 1L).count();
    if (words > complexOver || signals.stream().anyMatch(signal -> signal.matcher(text).find())) {
      return Complexity.COMPLEX;
    }
    return words < simpleUnder ? Complexity.SIMPLE : Complexity.MODERATE;
  }

  private static Predicate<Pattern> begins(String text) {
    return greeting -> greeting.matcher(text).lookingAt();
  }
}
