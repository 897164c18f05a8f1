package dev.firstword.bench;

import java.util.regex.Pattern;

/**
 * A word that occurs in the question of one turn only. The simulator answers with the words of the
 * question, so another turn's marker in an answer reveals that two turns were mixed up.
 */
record Marker(String word) {

  private static final Pattern ANY = Pattern.compile("marker[0-9]{6}x");

  static Marker of(int pass, int turn) {
    return new Marker("marker%02d%04dx".formatted(pass, turn));
  }

  String question() {
    return "What should a newcomer know about " + word + "?";
  }

  /** Returns whether the text contains this marker. */
  boolean isIn(String text) {
    return text.contains(word);
  }

  /** Returns whether the text contains any other marker. */
  boolean hasForeignMarkerIn(String text) {
    return ANY.matcher(text).results().anyMatch(match -> !match.group().equals(word));
  }
}
