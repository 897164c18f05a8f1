package dev.firstword.core.job;

import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
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
 * Reconciles jobs with their turns: ends a job whose turn has ended and creates its webhook, or
 * starts another attempt. Whatever a crash left incomplete, on any node, it finds in the store.
 * Called by one thread, except for {@link #onTurnEnded} and {@link #unstartedTurns}.
 */
final class JobReconciler {

  private static final int BATCH_SIZE = 1000;

  /**
   * The time after which a job without a turn is no longer being started by the node that accepted
   * it.
   */
  static final Duration FIRST_TURN_TIMEOUT = Duration.ofSeconds(20);

  /** The time after which an adopted turn without a job will never be linked to one. */
  static final Duration UNLINKED_TURN_TIMEOUT = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(JobReconciler.class);

  private final JobTurns turns;
  private final JobStore store;
  private final JobAttemptStarter attempts;
  private final WebhookService webhooks;
  private final int maxAttempts;
  private final InstantSource clock;
  private final Queue<String> endedTurns = new ConcurrentLinkedQueue<>();
  private final Queue<UnstartedTurn> unstartedTurns = new ConcurrentLinkedQueue<>();

  private record UnstartedTurn(StoredTurn turn, long sinceMs) {}

  JobReconciler(
      JobTurns turns,
      JobStore store,
      JobAttemptStarter attempts,
      WebhookService webhooks,
      int maxAttempts,
      InstantSource clock) {
    this.turns = turns;
    this.store = store;
    this.attempts = attempts;
    this.webhooks = webhooks;
    this.maxAttempts = maxAttempts;
    this.clock = clock;
  }

  /** Called when a turn of this node's jobs has ended. Callable from any thread. */
  void onTurnEnded(String turnId) {
    endedTurns.add(turnId);
  }

  /** Called when this node has adopted an unstarted turn. Callable from any thread. */
  void onUnstartedAdopted(StoredTurn turn) {
    unstartedTurns.add(new UnstartedTurn(turn, clock.millis()));
  }

  /** Returns the status of a job. Blocks. */
  JobStatus statusOf(Job job) {
    String turnId = job.turnId();
    if (turnId == null) {
      return JobStatus.withoutTurn(job);
    }
    Optional<FollowableTurn> turn = turns.find(job.caller(), turnId);
    return turn.map(found -> JobStatus.of(job, found, maxAttempts))
        .orElseGet(() -> statusOfOutcome(job, turnId));
  }

  private JobStatus statusOfOutcome(Job job, String turnId) {
    return store
        .findTurnOutcome(turnId)
        .map(outcome -> JobStatus.basic(job, finalState(job, outcome), outcome.text()))
        .orElseGet(() -> JobStatus.basic(job, JobState.QUEUED, ""));
  }

  private static JobState finalState(Job job, JobStore.TurnOutcome outcome) {
    return switch (outcome.state()) {
      case DONE -> JobState.SUCCEEDED;
      case CANCELLED -> JobState.CANCELLED;
      case FAILED -> job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
      case PREPARING, WAITING, STREAMING, TOOLS -> JobState.QUEUED;
    };
  }

  /** Settles the jobs whose turns have ended on this node since the last call. Blocks. */
  void settleEnded() {
    for (String id = endedTurns.poll(); id != null; id = endedTurns.poll()) {
      String turnId = id;
      runGuarded(turnId, it -> store.findByTurn(it).ifPresent(this::settle));
    }
  }

  /**
   * Looks for unfinished work in the store and does it. Blocks.
   *
   * @throws ProblemException if the store is unavailable; the remaining work is done by the next
   *     call
   */
  void reconcile() {
    List<UnstartedTurn> pending = new ArrayList<>(unstartedTurns);
    pending.forEach(
        unstarted -> runGuarded(unstarted.turn().identity().turnId(), _ -> adopt(unstarted)));
    store.findWithEndedTurn(BATCH_SIZE).forEach(job -> runGuarded(job.id(), _ -> settle(job)));
    long createdBefore = clock.millis() - FIRST_TURN_TIMEOUT.toMillis();
    store
        .findUnstarted(createdBefore, BATCH_SIZE)
        .forEach(job -> runGuarded(job.id(), _ -> startFirstAttempt(job)));
  }

  /** A job that fails must not delay the others. */
  private static void runGuarded(String id, Consumer<String> action) {
    try {
      action.accept(id);
    } catch (ProblemException e) {
      if (e.problem().status() == 503) {
        throw e; // The others would fail too.
      }
      log.debug("{} has to wait: {}", id, e.toString());
    } catch (RuntimeException e) {
      log.error("{} could not be reconciled, retrying", id, e);
    }
  }

  private void settle(Job job) {
    if (job.ended()) {
      return;
    }
    JobStatus status = statusOf(job);
    if (status.willRetry()) {
      startNextAttempt(job);
    } else if (status.state().isFinal()) {
      end(status);
    }
  }

  private void startNextAttempt(Job job) {
    try {
      attempts.startNext(job);
      log.info("{} was interrupted, starting attempt {}", job.id(), job.attempts() + 1);
    } catch (ProblemException e) {
      if (isTransient(e)) {
        throw e;
      }
      log.warn("{} can't be retried: {}", job.id(), e.problem().detail());
      end(statusOf(job.asEnded()));
    }
  }

  /** Starts a job that was accepted by a node that died before it could. */
  private void startFirstAttempt(Job job) {
    try {
      if (job.cancelRequested()) {
        store.deleteUnstarted(job.id());
      } else {
        attempts.link(job, attempts.admit(attempts.turnRequest(job)));
      }
    } catch (ProblemException e) {
      if (isTransient(e)) {
        throw e;
      }
      store.deleteUnstarted(job.id()); // Its client never received a confirmation.
    }
  }

  private void adopt(UnstartedTurn unstarted) {
    Optional<Job> job = store.findByTurn(unstarted.turn().identity().turnId());
    if (job.isPresent()) {
      try {
        attempts.adopt(job.get(), unstarted.turn());
      } catch (ProblemException e) {
        if (isTransient(e)) {
          throw e;
        }
        turns.interrupt(unstarted.turn());
      }
      unstartedTurns.remove(unstarted);
    } else if (clock.millis() - unstarted.sinceMs() > UNLINKED_TURN_TIMEOUT.toMillis()) {
      turns.interrupt(unstarted.turn());
      unstartedTurns.remove(unstarted);
    }
  }

  private void end(JobStatus status) {
    Job job = status.job();
    String url = job.webhookUrl();
    long now = clock.millis();
    boolean recorded =
        store.markEnded(
            job,
            now,
            url == null
                ? null
                : webhooks.create(
                    job.id(),
                    job.caller().tenant(),
                    url,
                    JobJson.toEvent(status, clock.instant())));
    if (recorded && url != null) {
      webhooks.wakeUp();
    }
  }

  /** Whether the same request may succeed later. */
  private static boolean isTransient(ProblemException refused) {
    int status = refused.problem().status();
    return status == 429 || status >= 500;
  }
}
