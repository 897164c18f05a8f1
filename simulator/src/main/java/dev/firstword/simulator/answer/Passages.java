package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, in documents that a prompt brings along, the sentences that bear on a question.
 *
 * <p>A document is a paragraph behind a number in brackets, or whatever stands in a tag that says
 * so, with the name that the tag gives it.
 */
final class Passages {
  private static final Pattern NUMBERED = Pattern.compile("\\s*(\\[\\d{1,3}\\])\\s*(.*)");
  private static final Pattern OPENED =
      Pattern.compile("<(document|source|doc|passage|context|excerpt)\\b([^>]{0,300})>");
  private static final Pattern NAME =
      Pattern.compile("(?:title|name|source|id|index)=\"([^\"]{1,80})\"");
  private static final Pattern TAG = Pattern.compile("<[^>]{1,200}>");
  private static final Pattern SENTENCE = Pattern.compile("[^.!?]{30,260}[.!?]");
  private static final int MOST = 3;

  private final Question question;
  private final List<Found> found = new ArrayList<>();

  private Passages(Question question) {
    this.question = question;
  }

  /** The most fitting sentences, best first, each with the name of its source in brackets. */
  static List<String> about(Question question, String prompt) {
    Passages passages = new Passages(question);
    passages.searchNumbered(prompt);
    passages.searchTagged(prompt);
    return passages.found.stream()
        .sorted(Comparator.comparingInt(Found::shared).reversed())
        .limit(MOST)
        .map(Found::quoted)
        .toList();
  }

  private void searchNumbered(String prompt) {
    String source = "";
    StringBuilder body = new StringBuilder();
    for (String line : prompt.lines().toList()) {
      Matcher numbered = NUMBERED.matcher(line);
      boolean begins = numbered.matches();
      if (begins || line.isBlank()) {
        search(body.toString(), source);
        body.setLength(0);
        source = begins ? numbered.group(1) : "";
      }
      if (!source.isEmpty()) {
        body.append(begins ? numbered.group(2) : line).append(' ');
      }
    }
    search(body.toString(), source);
  }

  private void searchTagged(String prompt) {
    Matcher opened = OPENED.matcher(prompt);
    while (opened.find()) {
      int end = prompt.indexOf("</" + opened.group(1), opened.end());
      if (end >= 0) {
        Matcher name = NAME.matcher(opened.group(2));
        search(prompt.substring(opened.end(), end), name.find() ? "[" + name.group(1) + "]" : "");
      }
    }
  }

  private void search(String body, String source) {
    String plain = TAG.matcher(body).replaceAll(" ");
    Matcher sentence = SENTENCE.matcher(plain);
    while (sentence.find()) {
      String text = sentence.group().strip().replaceAll("\\s+", " ");
      int shared = shared(text);
      if (shared > 0) {
        found.add(new Found(text, source, shared));
      }
    }
  }

  private int shared(String sentence) {
    String lower = sentence.toLowerCase(Locale.ROOT);
    return (int)
        question.keywords().stream()
            .filter(word -> lower.contains(word.toLowerCase(Locale.ROOT)))
            .count();
  }

  private record Found(String text, String source, int shared) {
    String quoted() {
      return source.isEmpty() ? text : text + " " + source;
    }
  }
}
