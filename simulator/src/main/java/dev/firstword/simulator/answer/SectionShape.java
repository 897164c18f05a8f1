package dev.firstword.simulator.answer;

import java.util.List;
import java.util.regex.Pattern;

/** The forms that a section of an answer can take. */
enum SectionShape {
  PARAGRAPH(""),
  TABLE(
      "compar|versus|\\bvs\\b|differen|pricing|\\bprice|budget|\\bcosts?\\b|pros and cons|\\btable\\b"),
  CODE(
      "\\bcode\\b|function|program|script|implement|algorithm|python|javascript|typescript|\\bjava\\b"
          + "|\\bsql\\b|\\bregex\\b|\\bbash\\b|snippet"),
  STEPS(
      "\\bhow (?:do|can|to|should)|\\bsteps?\\b|approach|\\bplan\\b|process|timeline|guide|recipe|roadmap"),
  BULLETS(
      "\\blist\\b|ideas|examples|reasons|benefits|options|goals|risks|features|deliverables|\\btips\\b");

  private static final List<SectionShape> BY_PRIORITY = List.of(CODE, TABLE, STEPS, BULLETS);

  private final Pattern words;

  SectionShape(String words) {
    this.words = Pattern.compile("(?i)" + words);
  }

  /** Returns the form that a question or a section title suggests. */
  static SectionShape suggestedBy(String text) {
    return BY_PRIORITY.stream()
        .filter(shape -> shape.words.matcher(text).find())
        .findFirst()
        .orElse(PARAGRAPH);
  }
}
