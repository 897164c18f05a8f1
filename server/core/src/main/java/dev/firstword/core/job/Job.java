package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
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
    long createdAtMs) {}
