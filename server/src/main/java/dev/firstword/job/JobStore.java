package dev.firstword.job;

import dev.firstword.identity.Caller;
import dev.firstword.job.webhook.Webhook;
import dev.firstword.turn.TurnState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs are kept, for one node or for many that share it. Whatever two of them could do at the
 * same time is a conditional change that one of them wins. A job goes with its conversation. All
 * methods block, and throw a {@link dev.firstword.protocol.RefusedException} that says "wait" when
 * the store can't be reached.
 */
public interface JobStore {

  /**
   * A job about to be kept; it has no turn yet.
   *
   * @param idempotencyKey the request's, if it has one
   * @param digest of the request's body
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

  /** What became of a new job. */
  sealed interface Insertion {
    record Inserted(Job job) implements Insertion {}

    /** The same request was made before. */
    record SameAs(Job job) implements Insertion {}

    /** The tenant used the key before, for another request. */
    record KeyReused() implements Insertion {}
  }

  /** Keeps a new job, unless its key says that it is kept already. */
  Insertion insert(NewJob job);

  /** Forgets a job that has had no turn. */
  void withdraw(String jobId);

  /** A job of that caller's. */
  Optional<Job> find(Caller caller, String jobId);

  /** The job whose newest turn that is. */
  Optional<Job> findByTurn(String turnId);

  /**
   * Makes that turn the job's newest, if it is the one after as many as the job has had, and the
   * job has neither ended nor is to be cancelled.
   *
   * @param attempt the turn's number, from 1
   * @return the job as it is now, whether that changed it or not; empty when it is gone
   */
  Optional<Job> link(String jobId, int attempt, String turnId, String conversationId);

  /** Notes that the job is to have no further turn, unless it has ended. */
  void requestCancel(String jobId, long nowMs);

  /** Jobs that have not ended though their newest turn has, those that wait longest first. */
  List<Job> withEndedTurn(int limit);

  /** Jobs without a turn that were made before that time and have not ended. */
  List<Job> unbegun(long createdBeforeMs, int limit);

  /**
   * Notes that the job has ended with that turn, and keeps what is to be told of it, all or
   * nothing.
   *
   * @return false when that was noted before, or another turn has begun
   */
  boolean end(Job job, long nowMs, @Nullable Webhook webhook);

  /** What is left of a turn whose log is kept no longer; empty when it has not ended. */
  Optional<Remains> remains(String turnId);

  /**
   * What is kept of a turn for good.
   *
   * @param text of the answer
   */
  record Remains(TurnState state, String text) {}
}
