package dev.firstword.simulator.tools;

import dev.firstword.simulator.prompt.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a tool by the model.
 *
 * @param arguments the arguments as JSON text
 * @param pieces the arguments in the pieces in which they are streamed
 */
public record ToolCall(String name, String arguments, List<String> pieces) {
  /** What surrounds a call in a model's own format. */
  private static final int OVERHEAD_TOKENS = 4;

  public ToolCall {
    pieces = List.copyOf(pieces);
  }

  public int tokens() {
    return headTokens() + TokenCounter.count(arguments);
  }

  /** Returns the tokens generated before the first piece of the arguments. */
  public int headTokens() {
    return OVERHEAD_TOKENS + TokenCounter.count(name);
  }

  /** Returns the tokens generated between the piece before and the end of this one. */
  public int pieceTokens(int piece) {
    return tokensUntil(piece + 1) - tokensUntil(piece);
  }

  private int tokensUntil(int piece) {
    return (int) ((long) TokenCounter.count(arguments) * piece / Math.max(1, pieces.size()));
  }

  /** Returns this call with its arguments cut off after the given number of tokens. */
  public ToolCall truncatedTo(int maxTokens) {
    int chars = Math.max(0, maxTokens - headTokens()) * TokenCounter.BYTES_PER_TOKEN;
    StringBuilder kept = new StringBuilder();
    List<String> keptPieces = new ArrayList<>();
    for (String piece : pieces) {
      if (kept.length() + piece.length() <= chars) {
        kept.append(piece);
        keptPieces.add(piece);
      }
    }
    return new ToolCall(name, kept.toString(), keptPieces);
  }
}
