package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds an answer from Markdown blocks and counts its tokens. */
final class MarkdownComposer {
  /** Included once in every prose answer, so that it is recognizable as simulated. */
  static final String SIMULATED_NOTICE = " (simulated answer)";

  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)([\\p{L}\\p{N}.+#-]+)\\s+(?:vs\\.?|versus|and|or)\\s+([\\p{L}\\p{N}.+#-]+)");

  private final QuestionAnalysis question;
  private final PhraseGenerator phrases;
  private final RandomGenerator random;
  private final List<String> passages;
  private final StringBuilder text = new StringBuilder();
  private int tokens;
  private boolean hasNotice;

  MarkdownComposer(QuestionAnalysis question, List<String> passages, RandomGenerator random) {
    this.question = question;
    this.passages = new ArrayList<>(passages);
    this.random = random;
    phrases = new PhraseGenerator(question, random);
  }

  String text() {
    return text.toString();
  }

  int tokens() {
    return tokens;
  }

  void greeting() {
    appendBlock("Hello! What would you like to know?" + noticeOnce());
  }

  /** Returns one of the question's phrases as a heading. */
  String title() {
    return PhraseGenerator.capitalize(phrases.phrase());
  }

  void heading(String markdown) {
    appendBlock(markdown);
  }

  /** Adds a first paragraph, followed by a quoted passage if the prompt has one. */
  void introduction(int sentences) {
    StringBuilder paragraph = new StringBuilder(phrases.opening()).append(noticeOnce()).append('.');
    for (int sentence = 1; sentence < sentences; sentence++) {
      paragraph.append(' ').append(phrases.sentence());
    }
    appendBlock(paragraph.toString());
    quotePassage();
  }

  void quotePassage() {
    if (!passages.isEmpty()) {
      appendBlock("> " + passages.removeFirst());
    }
  }

  void section(SectionShape shape) {
    switch (shape) {
      case PARAGRAPH -> paragraph(2 + random.nextInt(3));
      case BULLETS -> bullets();
      case STEPS -> steps();
      case TABLE -> table();
      case CODE -> appendBlock(CodeSample.forQuestion(question));
    }
  }

  void paragraph(int sentences) {
    StringBuilder paragraph = new StringBuilder();
    for (int sentence = 0; sentence < sentences; sentence++) {
      String nextSentence = phrases.sentence();
      if (!hasNotice) {
        nextSentence =
            nextSentence.substring(0, nextSentence.length() - 1)
                + noticeOnce()
                + nextSentence.charAt(nextSentence.length() - 1);
      }
      paragraph.append(sentence == 0 ? "" : " ").append(nextSentence);
    }
    appendBlock(paragraph.toString());
  }

  void closing() {
    appendBlock(phrases.closing());
  }

  private void bullets() {
    StringBuilder list = new StringBuilder();
    for (int item = 0; item < 3 + random.nextInt(2); item++) {
      list.append("- **")
          .append(PhraseGenerator.capitalize(phrases.phrase()))
          .append("**: ")
          .append(phrases.point())
          .append('\n');
    }
    appendBlock(list.toString().stripTrailing());
  }

  private void steps() {
    StringBuilder list = new StringBuilder();
    for (int item = 1; item <= 3 + random.nextInt(3); item++) {
      list.append(item)
          .append(". ")
          .append(PhraseGenerator.capitalize(phrases.point()))
          .append(" (")
          .append(phrases.phrase())
          .append(").\n");
    }
    appendBlock(list.toString().stripTrailing());
  }

  private void table() {
    Matcher pair = PAIR.matcher(question.text());
    boolean named = pair.find();
    String left = PhraseGenerator.capitalize(named ? pair.group(1) : phrases.phrase());
    String right = PhraseGenerator.capitalize(named ? pair.group(2) : phrases.phrase());
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
    appendBlock(table.toString().stripTrailing());
  }

  private String cell(String aspect) {
    if (aspect.equals("Best suited for")) {
      return phrases.phrase();
    }
    return List.of("low", "medium", "high").get(random.nextInt(3));
  }

  private String noticeOnce() {
    String notice = hasNotice ? "" : SIMULATED_NOTICE;
    hasNotice = true;
    return notice;
  }

  private void appendBlock(String markdown) {
    String added = text.isEmpty() ? markdown : "\n\n" + markdown;
    text.append(added);
    tokens += TokenSplitter.tokenEnds(added).length;
  }
}
