package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A response that is stored: what is known of it besides its turns.
 *
 * @param model the model that was asked for, if it is known
 * @param conversationId the conversation that it is in; null if it has none yet
 * @param isInBackground whether it was requested with {@code background}
 * @param interruption what an interruption of its newest turn means
 */
public record StoredResponse(
    ResponseId id,
    @Nullable String model,
    @Nullable String conversationId,
    boolean isInBackground,
    Interruption interruption) {

  /** What it means that a server stopped in the middle of the answer. */
  public enum Interruption {
    /** Another turn continues the answer. */
    RESUMED,
    FAILED,
    /** Its user has cancelled it since. */
    CANCELLED
  }

  AnswerHead head(String answeringModel) {
    return AnswerHead.stored(
        ResponsesApi.NAME, id.toString(), answeringModel, Instant.ofEpochMilli(id.createdMs()));
  }

  /** Completes a response object. */
  void describe(ObjectNode response) {
    response.put("background", isInBackground).put("store", true);
    if (conversationId != null) {
      response.putObject("conversation").put("id", conversationId);
    }
  }
}
