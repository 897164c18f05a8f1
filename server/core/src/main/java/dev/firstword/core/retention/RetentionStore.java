package dev.firstword.core.retention;

/**
 * Deletes what has expired. Each call deletes a batch that is small enough not to delay other
 * writers, and returns its size; 0 when nothing is left. All methods block.
 */
public interface RetentionStore {

  /** Deletes the logs of turns that ended before the time. */
  int deleteLogs(RetentionScope scope, long beforeMs);

  /**
   * Deletes conversations whose last message was sent before the time, with everything in them.
   * Those with a turn or a job that has not ended are kept.
   */
  int deleteConversations(RetentionScope scope, long beforeMs);

  /**
   * Deletes documents that were first uploaded before the time. Documents have no profile, so
   * nothing is deleted for that of a profile.
   */
  int deleteDocuments(RetentionScope scope, long beforeMs);
}
