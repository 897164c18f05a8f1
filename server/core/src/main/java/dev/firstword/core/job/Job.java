package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * A stored job. Its progress is that of its newest turn; see {@link JobStatus}.
 *
 * @param conversationId absent until its first turn has been admitted
 * @param turnId the newest turn; absent until the first has been admitted
 * @param request the request body, JSON; empty once the job has ended
 * @param attempts the number of turns so far
 * @param cancelRequested whether its user wants no further turn
 * @param ended whether its end has been recorded, so that no more work is done for it
 * @param createdAtMs epoch milliseconds
 */
public record Job(
    String id,
    Caller caller,
    @Nullable String conversationId,
    @Nullable String turnId,
    String request,
    @Nullable String traceparent,
    @Nullable String webhookUrl,
    int attempts,
    boolean cancelRequested,
    boolean ended,
    long createdAtMs) {

  /** Returns a copy with another request. */
  Job withRequest(String newRequest) {
    return new Job(
        id,
        caller,
        conversationId,
        turnId,
        newRequest,
        traceparent,
        webhookUrl,
        attempts,
        cancelRequested,
        ended,
        createdAtMs);
  }

  /** Returns a copy that has ended. */
  Job asEnded() {
    return new Job(
        id,
        caller,
        conversationId,
        turnId,
        request,
        traceparent,
        webhookUrl,
        attempts,
        cancelRequested,
        true,
        createdAtMs);
  }

  /** Returns what its client knows it as. */
  public JobKind kind() {
    return JobKind.of(this);
  }

  /** Returns the turn whose answer its newest turn continues; null if that answers anew. */
  public @Nullable String continues() {
    return StoredRequest.continues(request);
  }

  /** Returns the model that it asks for; null if that is no longer known, or left to the router. */
  public @Nullable String model() {
    return StoredRequest.model(request);
  }
}
