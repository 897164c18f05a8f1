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
import dev.firstword.core.turn.cluster.RemoteTurn;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds stored responses. One in the background is a job, which may need several turns if servers
 * stop in between; any other is a turn. All methods block.
 */
final class StoredResponses {

  /** How often, and how many times, the log of a turn on another node is read until it is known. */
  private static final Duration READ_INTERVAL = Duration.ofMillis(100);

  private static final int MAX_READS = 20;

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

    /** Whether the turn has such a part. Blocks for a moment if another node runs it. */
    private boolean exists() {
      int part = response.id().part();
      return part == 0 || awaitCalls(requested -> part <= requested.size());
    }

    /**
     * Waits until this node knows tool calls of a turn that another node runs. Blocks.
     *
     * @return whether it knows them
     */
    boolean awaitCalls(Predicate<List<Set<String>>> isKnown) {
      if (!(turn instanceof RemoteTurn)) {
        return isKnown.test(requestedCalls());
      }
      Semaphore published = new Semaphore(0);
      LogReader reader = published::release;
      turn.subscribe(reader);
      try {
        for (int i = 0; i < MAX_READS && !turn.log().view().ended(); i++) {
          if (isKnown.test(requestedCalls())) {
            return true;
          }
          var _ = published.tryAcquire(READ_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
          published.drainPermits();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        turn.unsubscribe(reader);
      }
      return isKnown.test(requestedCalls());
    }

    /** Whether cancelling it cancels its turn: no later part has begun. */
    boolean isCurrent() {
      int later = requestedCalls().size() - response.id().part();
      return later <= 0 || (later == 1 && turn != null && turn.state() == TurnState.TOOLS);
    }

    /**
     * Whether its turn has answered it: the last part of one that was cancelled may have failed.
     */
    boolean isAnswered() {
      return readNow().isAnswered();
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
