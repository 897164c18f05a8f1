package dev.firstword.conversation;

/**
 * A conversation as lists show it.
 *
 * @param title the beginning of its first message
 * @param createdAtMs epoch milliseconds
 * @param updatedAtMs epoch milliseconds of the newest turn's start
 */
public record Conversation(String id, String title, long createdAtMs, long updatedAtMs) {

  private static final int LONGEST_TITLE = 80;

  /** The first line of the first message, shortened at a word where that is near enough. */
  public static String titleOf(String firstMessage) {
    String line = firstMessage.strip().lines().findFirst().orElse("").strip();
    if (line.length() <= LONGEST_TITLE) {
      return line;
    }
    int end = line.lastIndexOf(' ', LONGEST_TITLE);
    if (end < LONGEST_TITLE / 2) {
      end = LONGEST_TITLE;
    }
    if (Character.isHighSurrogate(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(0, end) + "…";
  }
}
