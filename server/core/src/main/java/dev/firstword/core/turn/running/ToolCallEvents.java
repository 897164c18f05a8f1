package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;

/** What readers see of tool calls. */
final class ToolCallEvents {

  /** Readers see this much of a result; the model gets all of it. */
  static final int MAX_SHOWN_RESULT = 2_000;

  private static final int MAX_LABEL = 60;

  private static final String ELLIPSIS = "…";

  private ToolCallEvents() {}

  /** Returns the product's label of a tool, or one made from its name. */
  static String label(String name, Profile profile) {
    String configured = profile.labels().get("tool." + name);
    if (configured != null) {
      return configured;
    }
    String words = name.replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    int codePoints = Math.min(MAX_LABEL, words.codePointCount(0, words.length()));
    return words.substring(0, words.offsetByCodePoints(0, codePoints));
  }

  /** Returns a result, shortened if it is long. */
  static String shown(String content) {
    if (content.length() <= MAX_SHOWN_RESULT) {
      return content;
    }
    int end =
        Character.isHighSurrogate(content.charAt(MAX_SHOWN_RESULT - 1))
            ? MAX_SHOWN_RESULT - 1
            : MAX_SHOWN_RESULT;
    return content.substring(0, end) + ELLIPSIS;
  }

  /** Whether a result as it was shown may have been shortened. */
  static boolean mayBeShortened(String shown) {
    return shown.length() >= MAX_SHOWN_RESULT && shown.endsWith(ELLIPSIS);
  }
}
