package dev.firstword.core.conversation;

/**
 * A conversation as it appears in lists.
 *
 * @param title the beginning of its first message
 * @param createdAtMs epoch milliseconds
 * @param updatedAtMs when its newest turn started, in epoch milliseconds
 * @param origin what started it: one of the constants, or what its client called it
 */
public record Conversation(
    String id, String title, long createdAtMs, long updatedAtMs, String origin) {

  /** A user of a chat. */
  public static final String ORIGIN_CHAT = "chat";

  /** A program, through an API that is compatible with that of a provider. */
  public static final String ORIGIN_API = "api";

  /** A job. */
  public static final String ORIGIN_JOB = "job";

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
