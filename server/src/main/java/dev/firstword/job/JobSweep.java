package dev.firstword.job;

import dev.firstword.job.webhook.Webhooks;
import dev.firstword.protocol.RefusedException;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.StoredTurn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices how jobs' turns have ended and does what follows: the job ends and is told of, or another
 * turn begins. What a crash left in between, on whatever node, the sweep finds in the store. Called
 * by one thread, but for {@link #ended} and {@link #left}.
 */
final class JobSweep {

  private static final int AT_ONCE = 1000;

  /** Whoever takes in a job has begun its turn by then, or never will. */
  static final Duration LONGEST_BEGINNING = Duration.ofSeconds(20);

  /** A turn that is no job's by then never will be. */
  static final Duration LONGEST_UNLINKED = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(JobSweep.class);

  private final JobTurns turns;
  private final JobStore store;
  private final JobAttempts attempts;
  private final Webhooks webhooks;
  private final int mostAttempts;
  private final InstantSource clock;
  private final Queue<String> endedTurns = new ConcurrentLinkedQueue<>();
  private final Queue<Left> left = new ConcurrentLinkedQueue<>();

  private record Left(StoredTurn turn, long sinceMs) {}

  JobSweep(
      JobTurns turns,
      JobStore store,
      JobAttempts attempts,
      Webhooks webhooks,
      int mostAttempts,
      InstantSource clock) {
    this.turns = turns;
    this.store = store;
    this.attempts = attempts;
    this.webhooks = webhooks;
    this.mostAttempts = mostAttempts;
    this.clock = clock;
  }

  /** A turn of this node's jobs has ended. Callable from any thread. */
  void ended(String turnId) {
    endedTurns.add(turnId);
  }

  /** A turn was left unstarted and is this node's now. Callable from any thread. */
  void left(StoredTurn turn) {
    left.add(new Left(turn, clock.millis()));
  }

  /** What the job says now. Blocks. */
  JobStatus look(Job job) {
    String turnId = job.turnId();
    if (turnId == null) {
      return JobStatus.unbegun(job);
    }
    Optional<FollowableTurn> turn = turns.find(job.caller(), turnId);
    return turn.map(found -> JobStatus.of(job, found, mostAttempts))
        .orElseGet(() -> ofRemains(job, turnId));
  }

  private JobStatus ofRemains(Job job, String turnId) {
    return store
        .remains(turnId)
        .map(remains -> JobStatus.bare(job, ending(job, remains), remains.text()))
        .orElseGet(() -> JobStatus.bare(job, JobState.QUEUED, ""));
  }

  private static JobState ending(Job job, JobStore.Remains remains) {
    return switch (remains.state()) {
      case DONE -> JobState.SUCCEEDED;
      case CANCELLED -> JobState.CANCELLED;
      case FAILED -> job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
      case PREPARING, WAITING, STREAMING -> JobState.QUEUED;
    };
  }

  /** Settles the jobs whose turns have ended here since the last call. Blocks. */
  void settleEnded() {
    for (String id = endedTurns.poll(); id != null; id = endedTurns.poll()) {
      String turnId = id;
      guarded(turnId, it -> store.findByTurn(it).ifPresent(this::settle));
    }
  }

  /**
   * Looks through the store for what is left to do. Blocks.
   *
   * @throws RefusedException when the store is away; what is left to do then, is so at the next
   *     call
   */
  void sweep() {
    List<Left> mine = new ArrayList<>(left);
    mine.forEach(one -> guarded(one.turn().identity().turnId(), _ -> takeUp(one)));
    store.withEndedTurn(AT_ONCE).forEach(job -> guarded(job.id(), _ -> settle(job)));
    long begunBefore = clock.millis() - LONGEST_BEGINNING.toMillis();
    store.unbegun(begunBefore, AT_ONCE).forEach(job -> guarded(job.id(), _ -> begin(job)));
  }

  /** One that can't be dealt with must not keep the others waiting. */
  private static void guarded(String id, Consumer<String> work) {
    try {
      work.accept(id);
    } catch (RefusedException e) {
      if (e.problem().status() == 503) {
        throw e; // The others would fare no better.
      }
      log.debug("{} has to wait: {}", id, e.toString());
    } catch (RuntimeException e) {
      log.error("{} could not be dealt with, trying again", id, e);
    }
  }

  private void settle(Job job) {
    if (job.ended()) {
      return;
    }
    JobStatus status = look(job);
    if (status.goesOn()) {
      beginAgain(job);
    } else if (status.state().isFinal()) {
      end(status);
    }
  }

  private void beginAgain(Job job) {
    try {
      attempts.link(job, attempts.begin(attempts.opening(job)));
      log.info("{} was cut, its turn number {} begins", job.id(), job.attempts() + 1);
    } catch (RefusedException e) {
      if (isForNow(e)) {
        throw e;
      }
      log.warn("{} can't be begun again: {}", job.id(), e.problem().detail());
      end(look(withoutFurtherAttempt(job)));
    }
  }

  /** Begins what was taken in by a node that died before it could. */
  private void begin(Job job) {
    try {
      if (job.cancelRequested()) {
        store.withdraw(job.id());
      } else {
        attempts.link(job, attempts.begin(attempts.opening(job)));
      }
    } catch (RefusedException e) {
      if (isForNow(e)) {
        throw e;
      }
      store.withdraw(job.id()); // Nobody was told that it was taken in.
    }
  }

  private void takeUp(Left one) {
    Optional<Job> job = store.findByTurn(one.turn().identity().turnId());
    if (job.isPresent()) {
      try {
        attempts.takeUp(job.get(), one.turn());
      } catch (RefusedException e) {
        if (isForNow(e)) {
          throw e;
        }
        turns.giveUp(one.turn());
      }
      left.remove(one);
    } else if (clock.millis() - one.sinceMs() > LONGEST_UNLINKED.toMillis()) {
      turns.giveUp(one.turn());
      left.remove(one);
    }
  }

  private void end(JobStatus status) {
    Job job = status.job();
    String url = job.webhookUrl();
    long now = clock.millis();
    boolean noticed =
        store.end(
            job,
            now,
            url == null
                ? null
                : webhooks.compose(
                    job.id(),
                    job.caller().tenant(),
                    url,
                    JobDocument.event(status, clock.instant())));
    if (noticed && url != null) {
      webhooks.hurry();
    }
  }

  private static Job withoutFurtherAttempt(Job job) {
    return new Job(
        job.id(),
        job.caller(),
        job.conversationId(),
        job.turnId(),
        job.request(),
        job.traceparent(),
        job.webhookUrl(),
        job.attempts(),
        job.cancelRequested(),
        true,
        job.createdAtMs());
  }

  /** Whether the same may succeed later. */
  private static boolean isForNow(RefusedException refused) {
    int status = refused.problem().status();
    return status == 429 || status >= 500;
  }
}
