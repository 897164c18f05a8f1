package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;

/**
 * An error that blames a thought which was sent back: another conversation, a signature that does
 * not match, or encrypted reasoning that the provider cannot read. The text itself is never kept.
 */
public final class ThoughtRefusal {

  private static final int MAX_LENGTH = 4_000;

  private static final List<String> PHRASES =
      List.of(
          "bound to a different conversation",
          "invalid_encrypted_content",
          "could not be verified",
          "thought_signature",
          "thought signature");

  /** What a signature is named together with. */
  private static final List<String> BLOCKS = List.of("thinking", "reasoning", "thought");

  private ThoughtRefusal() {}

  /**
   * Returns whether an error response blames a thought.
   *
   * @param body as much of it as was read
   */
  public static boolean isIn(int status, byte[] body) {
    if (status != 400 && status != 422) {
      return false;
    }
    String text =
        new String(body, 0, Math.min(body.length, MAX_LENGTH), UTF_8).toLowerCase(Locale.ROOT);
    return PHRASES.stream().anyMatch(text::contains)
        || ((text.contains("signature") || text.contains("redacted_thinking"))
            && text.contains("invalid")
            && BLOCKS.stream().anyMatch(text::contains));
  }
}
