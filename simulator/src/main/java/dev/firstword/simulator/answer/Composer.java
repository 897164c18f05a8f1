package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the blocks of an answer together, in Markdown, up to a number of tokens. */
final class Composer {
  /** Said once in every answer that a person might read. */
  static final String MARK = " (simulated answer)";

  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)([\\p{L}\\p{N}.+#-]+)\\s+(?:vs\\.?|versus|and|or)\\s+([\\p{L}\\p{N}.+#-]+)");

  private final Question question;
  private final Phrases phrases;
  private final RandomGenerator random;
  private final List<String> passages;
  private final StringBuilder text = new StringBuilder();
  private int tokens;
  private boolean marked;

  Composer(Question question, List<String> passages, RandomGenerator random) {
    this.question = question;
    this.passages = new ArrayList<>(passages);
    this.random = random;
    phrases = new Phrases(question, random);
  }

  String text() {
    return text.toString();
  }

  int tokens() {
    return tokens;
  }

  void greeting() {
    block("Hello! What would you like to know?" + mark());
  }

  /** One of the question's phrases, to stand over what comes next. */
  String title() {
    return Phrases.capitalised(phrases.word());
  }

  void heading(String markdown) {
    block(markdown);
  }

  /** A first paragraph, with what the documents say where they say something. */
  void introduction(int sentences) {
    StringBuilder paragraph = new StringBuilder(phrases.opening()).append(mark()).append('.');
    for (int sentence = 1; sentence < sentences; sentence++) {
      paragraph.append(' ').append(phrases.thought());
    }
    block(paragraph.toString());
    quote();
  }

  void quote() {
    if (!passages.isEmpty()) {
      block("> " + passages.removeFirst());
    }
  }

  void part(Shape shape) {
    switch (shape) {
      case PARAGRAPH -> paragraph(2 + random.nextInt(3));
      case BULLETS -> bullets();
      case STEPS -> steps();
      case TABLE -> table();
      case CODE -> block(Sample.about(question));
    }
  }

  void paragraph(int sentences) {
    StringBuilder paragraph = new StringBuilder();
    for (int sentence = 0; sentence < sentences; sentence++) {
      String thought = phrases.thought();
      if (!marked) {
        thought =
            thought.substring(0, thought.length() - 1)
                + mark()
                + thought.charAt(thought.length() - 1);
      }
      paragraph.append(sentence == 0 ? "" : " ").append(thought);
    }
    block(paragraph.toString());
  }

  void closing() {
    block(phrases.closing());
  }

  private void bullets() {
    StringBuilder list = new StringBuilder();
    for (int item = 0; item < 3 + random.nextInt(2); item++) {
      list.append("- **")
          .append(Phrases.capitalised(phrases.word()))
          .append("**: ")
          .append(phrases.point())
          .append('\n');
    }
    block(list.toString().stripTrailing());
  }

  private void steps() {
    StringBuilder list = new StringBuilder();
    for (int item = 1; item <= 3 + random.nextInt(3); item++) {
      list.append(item)
          .append(". ")
          .append(Phrases.capitalised(phrases.point()))
          .append(" (")
          .append(phrases.word())
          .append(").\n");
    }
    block(list.toString().stripTrailing());
  }

  private void table() {
    Matcher pair = PAIR.matcher(question.text());
    boolean named = pair.find();
    String left = Phrases.capitalised(named ? pair.group(1) : phrases.word());
    String right = Phrases.capitalised(named ? pair.group(2) : phrases.word());
    StringBuilder table =
        new StringBuilder("| Aspect | " + left + " | " + right + " |\n|---|---|---|\n");
    for (String aspect : List.of("Effort", "Risk", "Flexibility", "Best suited for")) {
      table
          .append("| ")
          .append(aspect)
          .append(" | ")
          .append(cell(aspect))
          .append(" | ")
          .append(cell(aspect))
          .append(" |\n");
    }
    block(table.toString().stripTrailing());
  }

  private String cell(String aspect) {
    if (aspect.equals("Best suited for")) {
      return phrases.word();
    }
    return List.of("low", "medium", "high").get(random.nextInt(3));
  }

  private String mark() {
    String mark = marked ? "" : MARK;
    marked = true;
    return mark;
  }

  private void block(String markdown) {
    String added = text.isEmpty() ? markdown : "\n\n" + markdown;
    text.append(added);
    tokens += Pieces.ends(added).length;
  }
}
