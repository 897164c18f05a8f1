package dev.firstword.core.conversation;

/**
 * A conversation as it appears in lists.
 *
 * @param title the beginning of its first message
 * @param createdAtMs epoch milliseconds
 * @param updatedAtMs when its newest turn started, in epoch milliseconds
 */
public record Conversation(String id, String title, long createdAtMs, long updatedAtMs) {

  private static final int MAX_TITLE_LENGTH = 80;

  /**
   * Returns the first line of the first message, shortened at a word boundary if one is close
   * enough.
   */
  public static String titleOf(String firstMessage) {
    String line = firstMessage.strip().lines().findFirst().orElse("").strip();
    if (line.length() <= MAX_TITLE_LENGTH) {
      return line;
    }
    int end = line.lastIndexOf(' ', MAX_TITLE_LENGTH);
    if (end < MAX_TITLE_LENGTH / 2) {
      end = MAX_TITLE_LENGTH;
    }
    if (Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end) + "…";
  }
}
