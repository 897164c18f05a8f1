package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds, in documents that a prompt brings along, the sentences that bear on a question. */
final class Passages {
  /** A numbered source, or a document in tags, with whatever names it. */
  private static final Pattern SOURCE =
      Pattern.compile(
          "(?s)<(?:document|source|doc|passage|context|excerpt)\\b([^>]*)>(.*?)</"
              + "|(?m)^\\s*(\\[\\d{1,3}\\])\\s*((?:[^\\n]+\\n?)+)");

  private static final Pattern NAME =
      Pattern.compile("(?:title|name|source|id|index)=\"([^\"]{1,80})\"");
  private static final Pattern TAG = Pattern.compile("<[^>]{1,200}>");
  private static final Pattern SENTENCE = Pattern.compile("[^.!?\\n]{30,260}[.!?]");

  private Passages() {}

  /** The most fitting sentences, best first, each with the name of its source in brackets. */
  static List<String> about(Question question, String prompt) {
    List<Found> found = new ArrayList<>();
    Matcher source = SOURCE.matcher(prompt);
    while (source.find()) {
      boolean tagged = source.group(2) != null;
      String body = TAG.matcher(tagged ? source.group(2) : source.group(4)).replaceAll(" ");
      Optional<String> name = tagged ? name(source.group(1)) : Optional.of(source.group(3));
      Matcher sentence = SENTENCE.matcher(body);
      while (sentence.find()) {
        String text = sentence.group().strip().replaceAll("\\s+", " ");
        int shared = shared(question, text);
        if (shared > 0) {
          found.add(new Found(text, name, shared));
        }
      }
    }
    return found.stream()
        .sorted(Comparator.comparingInt(Found::shared).reversed())
        .limit(3)
        .map(Found::quoted)
        .toList();
  }

  private static Optional<String> name(String attributes) {
    Matcher name = NAME.matcher(attributes);
    return name.find() ? Optional.of("[" + name.group(1) + "]") : Optional.empty();
  }

  private static int shared(Question question, String sentence) {
    String lower = sentence.toLowerCase(Locale.ROOT);
    return (int)
        question.keywords().stream()
            .filter(word -> lower.contains(word.toLowerCase(Locale.ROOT)))
            .count();
  }

  private record Found(String text, Optional<String> source, int shared) {
    String quoted() {
      return text + source.map(name -> " " + name).orElse("");
    }
  }
}
