package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.api.compatible.ResponseId;
import dev.firstword.api.compatible.StoredResponse;
import dev.firstword.api.compatible.StoredResponse.Interruption;
import dev.firstword.api.compatible.StoredResponseReader;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.Job;
import dev.firstword.core.job.JobKind;
import dev.firstword.core.job.JobService;
import dev.firstword.core.job.JobState;
import dev.firstword.core.job.JobStatus;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds stored responses. One in the background is a job, which may need several turns if servers
 * stop in between; any other is a turn. All methods block.
 */
final class StoredResponses {

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
   * @param earlier the logs of the turns before the newest one, whose answers that one continues
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
      return readNow().toJson(isQueued);
    }

    /** Returns the ids of the tool calls at the end of each part of the turn that ended by them. */
    List<Set<String>> requestedCalls() {
      return readNow().requestedCalls();
    }

    private StoredResponseReader readNow() {
      StoredResponseReader reader = StoredResponseReader.withoutEvents(response);
      earlier.forEach(reader::readEarlier);
      if (turn != null) {
        reader.readAll(turn.log().view());
      }
      return reader;
    }

    /** Whether its turn is over, however it ended. */
    boolean isTurnEnded() {
      return isFollowable && turn != null && turn.log().view().ended();
    }

    /**
     * Whether the turn has such a part. Of a turn that runs, this node may not know all of its log
     * yet.
     */
    private boolean exists() {
      return !isTurnEnded() || response.id().part() <= requestedCalls().size();
    }
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
    return ResponseId.parse(id).flatMap(parsed -> find(caller, parsed));
  }

  private Optional<Found> find(Caller caller, ResponseId id) {
    Optional<JobStatus> job = jobs.find(caller, id.toString());
    return job.isPresent()
        ? job.flatMap(this::ofJob)
        : turns
            .find(caller, id.turnId())
            .map(turn -> ofTurn(turn, id.part()))
            .filter(Found::exists);
  }

  /**
   * Returns the response that a part of a turn is.
   *
   * @param part how many times the client had sent results of tools before
   */
  static Found ofTurn(FollowableTurn turn, int part) {
    return new Found(
        new StoredResponse(
            ResponseId.ofTurn(turn.identity().turnId(), part),
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
        ResponseId.parse(job.id()).orElseThrow(),
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
