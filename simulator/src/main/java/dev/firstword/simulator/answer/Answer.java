package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Optional;

/** A finished answer, cut into the pieces (tokens) in which it will be sent. */
public final class Answer {

  /** Why an answer ends where it does. */
  public enum Stop {
    END_TURN,
    MAX_TOKENS,
    STOP_SEQUENCE
  }

  private final String text;
  private final int[] ends;
  private final int tokens;
  private final Stop stop;
  private final Optional<String> stopSequence;

  private Answer(String text, int[] ends, int tokens, Stop stop, Optional<String> stopSequence) {
    this.text = text;
    this.ends = ends;
    this.tokens = tokens;
    this.stop = stop;
    this.stopSequence = stopSequence;
  }

  public static Answer of(String text) {
    int[] ends = Pieces.ends(text);
    return new Answer(text, ends, ends.length, Stop.END_TURN, Optional.empty());
  }

  /** This answer as it ends before the first of these sequences that appears in it. */
  public Answer before(List<String> sequences) {
    Answer shortest = this;
    for (String sequence : sequences) {
      int at = sequence.isEmpty() ? -1 : shortest.text.indexOf(sequence);
      if (at >= 0) {
        String kept = shortest.text.substring(0, at);
        int[] keptEnds = Pieces.ends(kept);
        shortest =
            new Answer(kept, keptEnds, keptEnds.length, Stop.STOP_SEQUENCE, Optional.of(sequence));
      }
    }
    return shortest;
  }

  /** This answer as it ends after so many tokens, if it is longer. */
  public Answer limitedTo(int maxTokens) {
    if (tokens <= maxTokens) {
      return this;
    }
    String kept = maxTokens == 0 ? "" : text.substring(0, ends[maxTokens - 1]);
    return new Answer(kept, ends, maxTokens, Stop.MAX_TOKENS, Optional.empty());
  }

  /** What is left of this answer after so many tokens; its last one at least. */
  Answer after(int fewer) {
    int dropped = Math.min(fewer, tokens - 1);
    return dropped <= 0 ? this : of(text.substring(ends[dropped - 1]));
  }

  /** This answer as if it were no longer than so many tokens by itself. */
  Answer shortenedTo(int fewer) {
    return new Answer(limitedTo(fewer).text, ends, Math.min(tokens, fewer), stop, stopSequence);
  }

  public String text() {
    return text;
  }

  public int tokens() {
    return tokens;
  }

  /** The text of one token, counted from 0. */
  public String piece(int index) {
    return text.substring(index == 0 ? 0 : ends[index - 1], ends[index]);
  }

  public Stop stop() {
    return stop;
  }

  public Optional<String> stopSequence() {
    return stopSequence;
  }
}
