package dev.firstword.core.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog.View;
import org.jspecify.annotations.Nullable;

/**
 * The status of a job, derived from its newest turn and never stored.
 *
 * @param willRetry whether its turn was interrupted and another one will replace it
 * @param text the answer, possibly incomplete
 * @param error the last event of a failed turn
 */
public record JobStatus(
    Job job,
    JobState state,
    boolean willRetry,
    String text,
    @Nullable JsonNode error,
    @Nullable JsonNode latency) {

  /** The status of a job without a turn. */
  static JobStatus withoutTurn(Job job) {
    return basic(job, job.cancelRequested() ? JobState.CANCELLED : JobState.QUEUED, "");
  }

  /** A status with only a state and a text. */
  static JobStatus basic(Job job, JobState state, String text) {
    return new JobStatus(job, state, false, text, null, null);
  }

  /** The status of a job whose newest turn is the given one. */
  static JobStatus of(Job job, FollowableTurn turn, int maxAttempts) {
    View view = turn.log().view();
    LogContent content = LogContent.of(view);
    JsonNode last = content.last();
    if (!view.ended() || last == null) {
      JobState state = view.isEmpty() ? JobState.QUEUED : JobState.RUNNING;
      return basic(job, state, content.text());
    }
    boolean willRetry =
        isInterrupted(last)
            && !job.ended()
            && !job.cancelRequested()
            && job.attempts() < maxAttempts;
    JobState state = willRetry ? JobState.QUEUED : finalState(job, last);
    return new JobStatus(
        job,
        state,
        willRetry,
        willRetry ? "" : content.text(),
        state == JobState.FAILED ? last : null,
        willRetry ? null : content.latency());
  }

  /** Whether a crash or a shutdown ended the turn, rather than its user or the model. */
  private static boolean isInterrupted(JsonNode last) {
    return last.path("code").asText().equals("interrupted")
        || last.path("by").asText().equals("shutdown");
  }

  private static JobState finalState(Job job, JsonNode last) {
    return switch (last.path("type").asText()) {
      case "done" -> JobState.SUCCEEDED;
      case "cancelled" -> JobState.CANCELLED;
      default -> job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
    };
  }
}
