package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart.Commentary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model wrote for the reader between its tool calls. It is held until something follows: a
 * commentary that is all there is is the answer.
 */
final class BufferedCommentary {

  /** A longer commentary, in characters, is cut off. */
  private static final int MAX_LENGTH = 256 * 1024;

  private final StringBuilder open = new StringBuilder(0);
  private final List<String> ended = new ArrayList<>(0);
  private int length;

  /** Whether there is a commentary that nothing has followed. */
  boolean isOpen() {
    return !open.isEmpty();
  }

  /** Adds a piece. Returns as much of it as is kept. */
  String add(String text) {
    String kept = text.substring(0, Math.min(text.length(), MAX_LENGTH - length));
    length += kept.length();
    open.append(kept);
    return kept;
  }

  /** Something follows. Returns the commentary; null if it is blank. */
  @Nullable Commentary end() {
    String text = WireJson.replaceLoneSurrogates(open.toString()).strip();
    open.setLength(0);
    if (text.isEmpty()) {
      return null;
    }
    ended.add(text);
    return new Commentary(text);
  }

  /** Returns all commentary, as paragraphs. */
  String all() {
    return String.join("\n\n", ended);
  }
}
