package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The keywords and phrases of a question, which an answer reuses. */
final class QuestionAnalysis {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’+#-]*");
  private static final Pattern GREETING =
      Pattern.compile(
          "(?i)\\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok|okay|yes"
              + "|no|great|bye)(?:[\\s,]+\\p{L}+){0,2}\\s*[!.?]*\\s*");
  private static final Pattern LABELLED_QUESTION =
      Pattern.compile("(?im)^\\s*question\\s*:\\s*(.+)$");

  /** Matches labels, which are not part of the topic: "Client: Acme" is about Acme.. */
  private static final Pattern LABEL = Pattern.compile("(?m)^\\s*[\\p{L} ]{2,24}:\\s");

  private static final String CLAUSE_END = "[,.;:!?()\"\\n]+\\s*";
  private static final int LONG_MESSAGE_CHARS = 600;
  private static final int MAX_PHRASE_WORDS = 3;
  private static final int MAX_CLAUSES = 60;
  private static final int MAX_KEYWORDS = 14;

  private static final Set<String> STOP_WORDS =
      Pattern.compile("\\s+")
          .splitAsStream(
              """
              a about after all also am an and answer any are as at be because been before being
              between both but by can compare could create describe did difference differences do
              does doing done down draft during each explain few find for from generate get give
              had has have having he help her here him his how i i'm if in into is it it's its
              just know let like list long make many may me might more most much must my need no
              not now of off on once one only or other our out over own paragraph paragraphs
              please said same section sections sentence sentences she should show so some such
              summarise summarize take tell than that the their them then there these they this
              those through to too two under until up us use using versus very vs want was way we
              were what what's when where which while who why will with words would write you your
              """)
          .collect(Collectors.toUnmodifiableSet());

  private final String text;
  private final int wordCount;
  private final List<String> keywords;
  private final List<String> phrases;

  private QuestionAnalysis(String text) {
    this.text = text;
    Set<String> singles = new LinkedHashSet<>();
    Set<String> runs = new LinkedHashSet<>();
    int count = 0;
    for (String clause : LABEL.matcher(text).replaceAll("\n").split(CLAUSE_END, MAX_CLAUSES)) {
      List<String> words = words(clause);
      count += words.size();
      words.stream().filter(QuestionAnalysis::isKeyword).forEach(singles::add);
      collectPhrases(words, runs);
    }
    wordCount = count;
    keywords = singles.stream().limit(MAX_KEYWORDS).toList();
    phrases = runs.stream().limit(MAX_KEYWORDS).toList();
  }

  /**
   * Extracts the question from a message: a line labelled as one, or the last paragraph of a long
   * message.
   */
  static QuestionAnalysis of(String message) {
    Matcher labelled = LABELLED_QUESTION.matcher(message);
    if (labelled.find()) {
      return new QuestionAnalysis(labelled.group(1).strip());
    }
    String stripped = message.strip();
    int lastParagraph = stripped.lastIndexOf("\n\n");
    if (stripped.length() > LONG_MESSAGE_CHARS && lastParagraph > 0) {
      String last = stripped.substring(lastParagraph).strip();
      if (last.contains("?")) {
        return new QuestionAnalysis(last);
      }
    }
    return new QuestionAnalysis(stripped);
  }

  String text() {
    return text;
  }

  int wordCount() {
    return wordCount;
  }

  boolean isGreeting() {
    return GREETING.matcher(text).matches();
  }

  /** Returns the question's distinct content words, as they were written. */
  List<String> keywords() {
    return keywords;
  }

  /** Returns runs of up to three adjacent content words. */
  List<String> phrases() {
    return phrases;
  }

  /** Returns the longest phrase, which usually is the question's topic. */
  String topic() {
    return phrases.stream().max(Comparator.comparingInt(String::length)).orElse("this question");
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static boolean isKeyword(String word) {
    return word.length() > 1
        && !STOP_WORDS.contains(word.toLowerCase(Locale.ROOT))
        && !Character.isDigit(word.charAt(0));
  }

  /** Joins adjacent keywords, and keywords connected by "of", into one phrase. */
  private static void collectPhrases(List<String> words, Set<String> runs) {
    List<String> run = new ArrayList<>();
    for (int index = 0; index < words.size(); index++) {
      String word = words.get(index);
      boolean joins =
          word.equals("of")
              && !run.isEmpty()
              && index + 1 < words.size()
              && isKeyword(words.get(index + 1));
      if (joins || isKeyword(word)) {
        run.add(word);
      }
      boolean ends = !joins && (!isKeyword(word) || run.size() >= MAX_PHRASE_WORDS);
      if (ends || index == words.size() - 1) {
        if (!run.isEmpty()) {
          runs.add(String.join(" ", run));
        }
        run.clear();
      }
    }
  }
}
