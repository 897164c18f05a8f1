package dev.firstword.simulator.answer;

import java.util.List;
import java.util.Optional;

/** A complete answer, split into the tokens in which it is sent. */
public final class Answer {

  /** The reason why an answer ends. */
  public enum StopReason {
    END_TURN,
    MAX_TOKENS,
    STOP_SEQUENCE,
    TOOL_USE,
    REFUSAL
  }

  private final String text;
  private final int[] ends;
  private final int tokenCount;
  private final StopReason stopReason;
  private final Optional<String> stopSequence;

  private Answer(
      String text,
      int[] ends,
      int tokenCount,
      StopReason stopReason,
      Optional<String> stopSequence) {
    this.text = text;
    this.ends = ends;
    this.tokenCount = tokenCount;
    this.stopReason = stopReason;
    this.stopSequence = stopSequence;
  }

  public static Answer of(String text) {
    int[] ends = TokenSplitter.tokenEnds(text);
    return new Answer(text, ends, ends.length, StopReason.END_TURN, Optional.empty());
  }

  /** Returns this answer truncated before the first occurrence of any of the sequences. */
  public Answer stoppedBefore(List<String> sequences) {
    Answer shortest = this;
    for (String sequence : sequences) {
      int at = sequence.isEmpty() ? -1 : shortest.text.indexOf(sequence);
      if (at >= 0) {
        String truncated = shortest.text.substring(0, at);
        int[] truncatedEnds = TokenSplitter.tokenEnds(truncated);
        shortest =
            new Answer(
                truncated,
                truncatedEnds,
                truncatedEnds.length,
                StopReason.STOP_SEQUENCE,
                Optional.of(sequence));
      }
    }
    return shortest;
  }

  /**
   * Returns this answer truncated to the given number of tokens, with that limit as its stop
   * reason.
   */
  public Answer limitedTo(int maxTokens) {
    if (tokenCount <= maxTokens) {
      return this;
    }
    String truncated = maxTokens == 0 ? "" : text.substring(0, ends[maxTokens - 1]);
    return new Answer(truncated, ends, maxTokens, StopReason.MAX_TOKENS, Optional.empty());
  }

  /** Returns this answer without its first tokens. At least the last token remains. */
  Answer withoutFirst(int tokensToSkip) {
    int dropped = Math.min(tokensToSkip, tokenCount - 1);
    return dropped <= 0 ? this : of(text.substring(ends[dropped - 1]));
  }

  /**
   * Returns this answer truncated to the given number of tokens, with its stop reason unchanged.
   */
  Answer truncatedTo(int maxTokens) {
    return new Answer(
        limitedTo(maxTokens).text, ends, Math.min(tokenCount, maxTokens), stopReason, stopSequence);
  }

  /** Returns the first tokens of this answer, with the given reason for ending there. */
  public Answer endedAfter(int tokens, StopReason reason) {
    Answer kept = truncatedTo(tokens);
    return new Answer(kept.text, kept.ends, kept.tokenCount, reason, Optional.empty());
  }

  /** Returns this answer with a text inserted behind the given number of tokens, or at its end. */
  public Answer withInserted(String inserted, int afterTokens) {
    int kept = Math.min(afterTokens, tokenCount);
    int at = kept == 0 ? 0 : ends[kept - 1];
    return of(text.substring(0, at) + inserted + text.substring(at));
  }

  public String text() {
    return text;
  }

  public int tokenCount() {
    return tokenCount;
  }

  /** Returns the text of the token at an index, counted from 0. */
  public String token(int index) {
    return text.substring(index == 0 ? 0 : ends[index - 1], ends[index]);
  }

  public StopReason stopReason() {
    return stopReason;
  }

  public Optional<String> stopSequence() {
    return stopSequence;
  }
}
