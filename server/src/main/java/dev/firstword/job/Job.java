package dev.firstword.job;

import dev.firstword.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept. How far it is, its newest turn tells; see {@link JobStatus}.
 *
 * @param conversationId absent until its first turn has begun
 * @param turnId the newest turn; absent until the first has begun
 * @param request the body of the request, JSON; empty once the job has ended
 * @param attempts how many turns it has had
 * @param cancelRequested whether its user wants no further turn
 * @param ended whether its end was noticed, so that nothing more is done for it
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
    long createdAtMs) {}
