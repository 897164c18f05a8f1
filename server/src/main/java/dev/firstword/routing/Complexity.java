package dev.firstword.routing;

import java.util.regex.Pattern;

/** How much a question asks of a model, judged from its wording alone, in microseconds. */
public enum Complexity {
  SIMPLE,
  MODERATE,
  COMPLEX;

  private static final int SIMPLE_UNDER_WORDS = 10;
  private static final int COMPLEX_OVER_WORDS = 50;

  private static final Pattern GREETING =
      Pattern.compile(
          "^(hi|hello|hey|thanks|thank you|good (morning|afternoon|evening)|ok(ay)?|bye)\\b.{0,40}$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Words that ask for reasoning rather than recall. */
  private static final Pattern SIGNAL =
      Pattern.compile(
          "\\b(analy[sz]e|compare|contrast|design|derive|evaluate|explain why|implement|optimi[sz]e"
              + "|plan|proof|prove|refactor|solve|step[- ]by[- ]step|strategy|trade-?offs?"
              + "|write an? (article|essay|program|proposal|report))\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WORD = Pattern.compile("\\S+");

  static Complexity of(String question) {
    String text = question.strip();
    if (GREETING.matcher(text).matches()) {
      return SIMPLE;
    }
    long words = WORD.matcher(text).results().limit(COMPLEX_OVER_WORDS + 1L).count();
    if (words > COMPLEX_OVER_WORDS || SIGNAL.matcher(text).find()) {
      return COMPLEX;
    }
    return words < SIMPLE_UNDER_WORDS ? SIMPLE : MODERATE;
  }
}
