package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.turn.store.TurnState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores jobs, for one node or for several that share it. Every operation that two nodes might
 * attempt at once is a conditional update that only one of them wins. A job is deleted with its
 * conversation. All methods block, and throw a {@link dev.firstword.core.protocol.ProblemException}
 * whose action is "wait" when the store is unavailable.
 */
public interface JobStore {

  /**
   * A job to insert; it has no turn yet.
   *
   * @param idempotencyKey the key sent with the request, if any
   * @param digest the digest of the request body
   */
  record NewJob(
      String id,
      Caller caller,
      String request,
      @Nullable String traceparent,
      @Nullable String webhookUrl,
      @Nullable String idempotencyKey,
      String digest,
      long createdAtMs) {}

  /** The outcome of inserting a job. */
  sealed interface InsertOutcome {
    record Inserted(Job job) implements InsertOutcome {}

    /** An identical earlier request created this job. */
    record Duplicate(Job job) implements InsertOutcome {}

    /** The tenant used the key before, for a different request. */
    record KeyReused() implements InsertOutcome {}
  }

  /** Inserts a new job, unless its idempotency key shows that it exists already. */
  InsertOutcome insert(NewJob job);

  /** Deletes a job that has had no turn. */
  void deleteUnstarted(String jobId);

  /** Finds a job of the caller. */
  Optional<Job> find(Caller caller, String jobId);

  /** Finds the job whose newest turn is the given one. */
  Optional<Job> findByTurn(String turnId);

  /**
   * Makes the turn the newest of the job, if it is the next attempt and the job has neither ended
   * nor been cancelled.
   *
   * @param attempt the number of the attempt, from 1
   * @param request replaces the stored request
   * @return the job as it is now, whether it changed or not; empty if it no longer exists
   */
  Optional<Job> link(
      String jobId, int attempt, String turnId, String conversationId, String request);

  /** Records that the job is to have no further turn, unless it has ended. */
  void requestCancel(String jobId, long nowMs);

  /** Finds unfinished jobs whose newest turn has ended, those waiting longest first. */
  List<Job> findWithEndedTurn(int limit);

  /** Finds unfinished jobs without a turn that were created before the given time. */
  List<Job> findUnstarted(long createdBeforeMs, int limit);

  /**
   * Atomically records that the job ended with its newest turn, and stores the webhook that
   * announces it.
   *
   * @return false if the end was recorded before, or another turn has been admitted
   */
  boolean markEnded(Job job, long nowMs, @Nullable Webhook webhook);

  /** Finds the outcome of a turn whose log has been deleted; empty if the turn has not ended. */
  Optional<TurnOutcome> findTurnOutcome(String turnId);

  /**
   * The part of a turn that is kept permanently.
   *
   * @param text the text of the answer
   */
  record TurnOutcome(TurnState state, String text) {}
}
