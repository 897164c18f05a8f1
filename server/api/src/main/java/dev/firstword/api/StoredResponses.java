package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.compatible.StoredResponse;
import dev.firstword.api.compatible.StoredResponse.Interruption;
import dev.firstword.api.compatible.StoredResponseReader;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.Job;
import dev.firstword.core.job.JobKind;
import dev.firstword.core.job.JobService;
import dev.firstword.core.job.JobState;
import dev.firstword.core.job.JobStatus;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds stored responses. One in the background is a job, which may need several turns if servers
 * stop in between; any other is a turn. All methods block.
 */
final class StoredResponses {

  private static final String RESPONSE = "resp";
  private static final String TURN = "turn";

  /** More turns than a job has. */
  private static final int MAX_TURNS = 20;

  private final TurnService turns;
  private final JobService jobs;

  StoredResponses(TurnService turns, JobService jobs) {
    this.turns = turns;
    this.jobs = jobs;
  }

  /**
   * A response as it was found.
   *
   * @param earlier the logs of the turns before the newest one, whose answers that goes on with
   * @param turn the newest turn; null if there is none yet
   * @param attempts how many turns it has had
   * @param isQueued whether it waits for its turn
   * @param isFollowable whether the newest turn has ended or runs, and no other will follow it
   */
  record Found(
      StoredResponse response,
      List<TurnLog.View> earlier,
      @Nullable FollowableTurn turn,
      int attempts,
      boolean isQueued,
      boolean isFollowable) {

    Found {
      earlier = List.copyOf(earlier);
    }

    /**
     * Returns a reader that has read the earlier turns.
     *
     * @param lastSeen the number of the last event that the client has; -1 for none
     */
    StoredResponseReader reader(long lastSeen) {
      StoredResponseReader reader = new StoredResponseReader(response, lastSeen);
      earlier.forEach(reader::readEarlier);
      return reader;
    }

    /** Returns the response as it is now. */
    ObjectNode toJson() {
      StoredResponseReader reader = StoredResponseReader.withoutEvents(response);
      earlier.forEach(reader::readEarlier);
      if (turn != null) {
        reader.readAll(turn.log().view());
      }
      return reader.toJson(isQueued);
    }

    /** Whether it is over, however it ended. */
    boolean isEnded() {
      return isFollowable && turn != null && turn.log().view().ended();
    }
  }

  /** Returns the id of the response that a turn is. */
  static String idOf(String turnId) {
    return RESPONSE + turnId.substring(TURN.length());
  }

  /**
   * Finds a response of the caller.
   *
   * @throws ProblemException with status 404 if there is none
   */
  Found require(Caller caller, String id) {
    return find(caller, id).orElseThrow(() -> new ProblemException(Problem.unknownResponse()));
  }

  /** Finds a response of the caller. */
  Optional<Found> find(Caller caller, String id) {
    if (!Identifier.matches(RESPONSE, id)) {
      return Optional.empty();
    }
    Optional<JobStatus> job = jobs.find(caller, id);
    return job.isPresent()
        ? job.flatMap(this::ofJob)
        : turns.find(caller, TURN + id.substring(RESPONSE.length())).map(StoredResponses::ofTurn);
  }

  /** Returns the response that a turn is. */
  static Found ofTurn(FollowableTurn turn) {
    return new Found(
        new StoredResponse(
            idOf(turn.identity().turnId()),
            null,
            turn.identity().conversationId(),
            false,
            Interruption.FAILED),
        List.of(),
        turn,
        1,
        false,
        isFollowable(turn));
  }

  /** Returns the response that a job is; empty if its log is not kept any more. */
  Optional<Found> ofJob(JobStatus status) {
    Job job = status.job();
    String turnId = job.turnId();
    if (job.kind() != JobKind.RESPONSE) {
      return Optional.empty();
    }
    if (turnId == null) {
      return Optional.of(new Found(described(status, false), List.of(), null, 0, true, false));
    }
    return turns
        .find(job.caller(), turnId)
        .map(turn ->
            new Found(
                described(status, turn.log().view().ended()),
                earlierThan(turn, job),
                turn,
                job.attempts(),
                status.state() == JobState.QUEUED,
                !status.willRetry() && isFollowable(turn)));
  }

  private static StoredResponse described(JobStatus status, boolean isTurnEnded) {
    Job job = status.job();
    boolean isFinal = isTurnEnded && !status.willRetry();
    Interruption ifFinal = job.cancelRequested() ? Interruption.CANCELLED : Interruption.FAILED;
    return new StoredResponse(
        job.id(),
        job.model(),
        job.conversationId(),
        true,
        isFinal ? ifFinal : Interruption.RESUMED);
  }

  /** A turn that is in the store and runs nowhere yet has nobody to tell its readers of events. */
  private static boolean isFollowable(FollowableTurn turn) {
    return turn.state().isFinal() || !(turn instanceof StoredTurn);
  }

  private List<TurnLog.View> earlierThan(FollowableTurn newest, Job job) {
    Deque<TurnLog.View> earlier = new ArrayDeque<>();
    TurnLog.View view = newest.log().view();
    String previous = view.isEmpty() ? job.continues() : LogContent.withoutLast(view).continues();
    while (previous != null && earlier.size() < MAX_TURNS) {
      Optional<FollowableTurn> turn = turns.find(job.caller(), previous);
      turn.ifPresent(found -> earlier.addFirst(found.log().view()));
      previous =
          turn.map(found -> LogContent.withoutLast(found.log().view()).continues()).orElse(null);
    }
    return List.copyOf(earlier);
  }
}
