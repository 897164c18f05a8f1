package dev.firstword.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.LogContent;
import dev.firstword.turn.TurnLog.View;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a job: derived from its newest turn, never stored.
 *
 * @param goesOn whether its turn was cut, and another one is to begin in its place
 * @param text the answer as far as it came
 * @param error the last event of a turn that failed
 */
public record JobStatus(
    Job job,
    JobState state,
    boolean goesOn,
    String text,
    @Nullable JsonNode error,
    @Nullable JsonNode latency) {

  /** A job that has no turn yet. */
  static JobStatus unbegun(Job job) {
    return bare(job, job.cancelRequested() ? JobState.CANCELLED : JobState.QUEUED, "");
  }

  /** A job of which nothing is known but the state and the text. */
  static JobStatus bare(Job job, JobState state, String text) {
    return new JobStatus(job, state, false, text, null, null);
  }

  /** A job whose newest turn is this one. */
  static JobStatus of(Job job, FollowableTurn turn, int mostAttempts) {
    View view = turn.log().view();
    LogContent content = LogContent.of(view);
    JsonNode last = content.last();
    if (!view.ended() || last == null) {
      JobState state = view.count() == 0 ? JobState.QUEUED : JobState.RUNNING;
      return bare(job, state, content.text());
    }
    boolean goesOn =
        isCut(last) && !job.ended() && !job.cancelRequested() && job.attempts() < mostAttempts;
    JobState state = goesOn ? JobState.QUEUED : ending(job, last);
    return new JobStatus(
        job,
        state,
        goesOn,
        goesOn ? "" : content.text(),
        state == JobState.FAILED ? last : null,
        goesOn ? null : content.latency());
  }

  /** A crash or an order to stop has ended it, not its user and not the model. */
  private static boolean isCut(JsonNode last) {
    return last.path("code").asText().equals("interrupted")
        || last.path("by").asText().equals("shutdown");
  }

  private static JobState ending(Job job, JsonNode last) {
    return switch (last.path("type").asText()) {
      case "done" -> JobState.SUCCEEDED;
      case "cancelled" -> JobState.CANCELLED;
      default -> job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
    };
  }
}
