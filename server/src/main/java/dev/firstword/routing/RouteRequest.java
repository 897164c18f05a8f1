package dev.firstword.routing;

import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.JudgedBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that wants an answer.
 *
 * @param question the user's newest message, by which its complexity is judged
 * @param judged what a classifier says of it; absent: it is judged by its words
 * @param pinned the model to use whatever it takes
 * @param budget what is left of the longest acceptable wait for the first word
 * @param traceparent the W3C trace context to hand on
 */
public record RouteRequest(
    Prompt prompt,
    String question,
    @Nullable Complexity judged,
    Profile profile,
    @Nullable String pinned,
    Priority priority,
    @Nullable Duration budget,
    @Nullable String traceparent) {

  /** Who says how complex the question is. */
  JudgedBy judgedBy() {
    return judged == null ? JudgedBy.RULES : JudgedBy.MODEL;
  }
}
