package dev.firstword.bench;

import java.util.regex.Pattern;

/**
 * A word that is in one turn's question and in no other's. The simulator answers with the words of
 * the question, so a word of another turn in an answer shows that two turns were mixed up.
 */
record Marker(String word) {

  private static final Pattern ANY = Pattern.compile("marker[0-9]{6}x");

  static Marker of(int pass, int turn) {
    return new Marker("marker%02d%04dx".formatted(pass, turn));
  }

  String question() {
    return "What should a newcomer know about " + word + "?";
  }

  /** Whether the text holds this marker. */
  boolean isIn(String text) {
    return text.contains(word);
  }

  /** Whether the text holds a marker that is not this one. */
  boolean isMixedUpIn(String text) {
    return ANY.matcher(text).results().anyMatch(match -> !match.group().equals(word));
  }
}
