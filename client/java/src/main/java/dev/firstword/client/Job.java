package dev.firstword.client;

import org.jspecify.annotations.Nullable;

/**
 * A turn in the background.
 *
 * @param turnId its newest turn, which can be followed
 * @param state {@code queued}, {@code running}, {@code succeeded}, {@code failed} or {@code
 *     cancelled}
 * @param attempts the number of its turns so far
 * @param createdAt when it was accepted, as an ISO 8601 time; null in the response that accepts it
 * @param text the answer so far
 * @param error why it failed
 */
public record Job(
    String jobId,
    String turnId,
    String conversationId,
    String state,
    int attempts,
    @Nullable String createdAt,
    @Nullable String text,
    @Nullable Failure error,
    @Nullable Latency latency) {

  /** Whether the job has ended, in whatever state. */
  public boolean isEnded() {
    return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
  }

  /** Why a job failed. {@code action} is a name as in the wire contract. */
  public record Failure(String code, String message, @Nullable String action) {}
}
