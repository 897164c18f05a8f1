package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds sentences that are relevant to a question in the documents of a prompt.
 *
 * <p>A document is a paragraph after a number in brackets, or the content of a document tag
 * together with the name that the tag gives it.
 */
final class PassageFinder {
  private static final Pattern NUMBERED = Pattern.compile("\\s*(\\[\\d{1,3}\\])\\s*(.*)");
  private static final Pattern OPENING_TAG =
      Pattern.compile("<(document|source|doc|passage|context|excerpt)\\b([^>]{0,300})>");
  private static final Pattern NAME =
      Pattern.compile("(?:title|name|source|id|index)=\"([^\"]{1,80})\"");
  private static final Pattern TAG = Pattern.compile("<[^>]{1,200}>");
  private static final Pattern SENTENCE = Pattern.compile("[^.!?]{30,260}[.!?]");
  private static final int MAX_PASSAGES = 3;

  private final QuestionAnalysis question;
  private final List<Match> matches = new ArrayList<>();

  private PassageFinder(QuestionAnalysis question) {
    this.question = question;
  }

  /**
   * Returns the most relevant sentences, best first, each with the name of its source in brackets.
   */
  static List<String> find(QuestionAnalysis question, String prompt) {
    PassageFinder finder = new PassageFinder(question);
    finder.searchNumbered(prompt);
    finder.searchTagged(prompt);
    return finder.matches.stream()
        .sorted(Comparator.comparingInt(Match::sharedKeywords).reversed())
        .limit(MAX_PASSAGES)
        .map(Match::quoted)
        .toList();
  }

  private void searchNumbered(String prompt) {
    String source = "";
    StringBuilder body = new StringBuilder();
    for (String line : prompt.lines().toList()) {
      Matcher numbered = NUMBERED.matcher(line);
      boolean isNumbered = numbered.matches();
      if (isNumbered || line.isBlank()) {
        search(body.toString(), source);
        body.setLength(0);
        source = isNumbered ? numbered.group(1) : "";
      }
      if (!source.isEmpty()) {
        body.append(isNumbered ? numbered.group(2) : line).append(' ');
      }
    }
    search(body.toString(), source);
  }

  private void searchTagged(String prompt) {
    Matcher openingTag = OPENING_TAG.matcher(prompt);
    while (openingTag.find()) {
      int end = prompt.indexOf("</" + openingTag.group(1), openingTag.end());
      if (end >= 0) {
        Matcher name = NAME.matcher(openingTag.group(2));
        search(
            prompt.substring(openingTag.end(), end), name.find() ? "[" + name.group(1) + "]" : "");
      }
    }
  }

  private void search(String body, String source) {
    String plain = TAG.matcher(body).replaceAll(" ");
    Matcher sentence = SENTENCE.matcher(plain);
    while (sentence.find()) {
      String text = sentence.group().strip().replaceAll("\\s+", " ");
      int keywordCount = sharedKeywords(text);
      if (keywordCount > 0) {
        matches.add(new Match(text, source, keywordCount));
      }
    }
  }

  private int sharedKeywords(String sentence) {
    String lower = sentence.toLowerCase(Locale.ROOT);
    return (int)
        question.keywords().stream()
            .filter(word -> lower.contains(word.toLowerCase(Locale.ROOT)))
            .count();
  }

  private record Match(String text, String source, int sharedKeywords) {
    String quoted() {
      return source.isEmpty() ? text : text + " " + source;
    }
  }
}
