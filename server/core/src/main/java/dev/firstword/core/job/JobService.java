package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobStore.InsertOutcome;
import dev.firstword.core.job.JobStore.NewJob;
import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point for jobs: accepts, finds, and cancels them, and sees them through to their end.
 */
public final class JobService implements AutoCloseable {

  static final Duration RECONCILE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(JobService.class);

  private final JobTurns turns;
  private final JobStore store;
  private final WebhookService webhooks;
  private final Clock clock;
  private final JobQueue queue;
  private final JobAttemptStarter attempts;
  private final JobReconciler reconciler;
  private final BackgroundTask task;
  private long nextReconcileNanos;
  private volatile boolean paused;

  /**
   * Creates the service and registers it for the ends of turns, so this must be called before the
   * turn service is opened. Jobs run once {@link #start} is called.
   *
   * @param loops supplies the event loop for a turn without a client; not called before {@link
   *     #start}
   * @param requests reads the stored requests of jobs
   */
  public JobService(
      TurnService turns,
      JobStore store,
      WebhookService webhooks,
      JobLimits limits,
      Supplier<EventLoop> loops,
      TaskScheduler scheduler,
      ChatRequestReader requests) {
    this(
        new JobTurns.TurnServiceAdapter(turns),
        store,
        webhooks,
        limits,
        loops,
        scheduler,
        requests);
    turns.addListener(listener());
  }

  JobService(
      JobTurns turns,
      JobStore store,
      WebhookService webhooks,
      JobLimits limits,
      Supplier<EventLoop> loops,
      TaskScheduler scheduler,
      ChatRequestReader requests) {
    this.turns = turns;
    this.store = store;
    this.webhooks = webhooks;
    this.clock = scheduler.clock();
    nextReconcileNanos = clock.nanoTime();
    this.queue = new JobQueue(limits, turns::start);
    this.attempts = new JobAttemptStarter(turns, store, queue, loops, requests);
    this.reconciler =
        new JobReconciler(turns, store, attempts, webhooks, limits.maxAttempts(), clock);
    this.task =
        scheduler.create(
            TaskOptions.of("jobs", "jobs can't be reconciled, retrying")
                .retryingEvery(RECONCILE_INTERVAL),
            this::reconcileDue);
  }

  /**
   * A request to create a job.
   *
   * @param kind what the job is for its client
   * @param body the request as received, for starting it again
   * @param webhookUrl the receiver of the webhook when the job ends
   * @param idempotencyKey the key sent with the request, if any
   * @param digest the digest of the body
   * @param receivedNanos when the request arrived, on the loop's clock
   * @param authenticatedNanos when the caller was identified
   * @param loop the event loop for its first turn
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Submission(
      JobKind kind,
      Caller caller,
      ChatRequest request,
      byte[] body,
      @Nullable String webhookUrl,
      @Nullable String idempotencyKey,
      String digest,
      @Nullable String traceparent,
      long receivedNanos,
      long authenticatedNanos,
      EventLoop loop) {}

  /**
   * An accepted job.
   *
   * @param replayed whether an earlier identical request created it
   */
  public record SubmittedJob(JobStatus status, boolean replayed) {}

  /** Returns the number of jobs of this node that wait for a free slot. */
  public int waitingJobs() {
    return queue.waiting();
  }

  /** Returns the number of jobs that run on this node. */
  public int runningJobs() {
    return queue.running();
  }

  /** Returns the number of webhooks that this node is sending. */
  public int webhooksInFlight() {
    return webhooks.inFlight();
  }

  /** Starts working on the queued jobs. */
  public void start() {
    task.start();
    webhooks.start();
  }

  /**
   * Accepts a job. When this returns, the user's message is durable, and the job will be done even
   * if this node dies. Blocks.
   *
   * @throws ProblemException if the job is not accepted
   */
  public SubmittedJob submit(Submission submission) {
    if (paused) {
      throw new ProblemException(Problem.shuttingDown());
    }
    String url = submission.webhookUrl;
    if (url != null) {
      webhooks.validate(submission.caller.tenant(), url);
    }
    String tenant = submission.caller.tenant();
    switch (queue.reserve(tenant)) {
      case RESERVED -> {}
      case QUEUE_FULL -> throw new ProblemException(Problem.tooManyJobs());
      case TENANT_LIMIT_REACHED -> throw new ProblemException(Problem.tooManyJobsOfTenant());
    }
    try {
      return insert(submission);
    } finally {
      queue.releaseReservation(tenant);
    }
  }

  private SubmittedJob insert(Submission submission) {
    long now = clock.millis();
    NewJob newJob =
        new NewJob(
            submission.kind.createId(now),
            submission.caller,
            new String(submission.body, StandardCharsets.UTF_8),
            submission.traceparent,
            submission.webhookUrl,
            submission.idempotencyKey,
            submission.digest,
            now);
    return switch (store.insert(newJob)) {
      case InsertOutcome.Inserted inserted ->
          new SubmittedJob(startFirstAttempt(inserted.job(), submission), false);
      case InsertOutcome.Duplicate duplicate ->
          new SubmittedJob(replay(duplicate.job(), submission), true);
      case InsertOutcome.KeyReused _ -> throw new ProblemException(Problem.idempotencyKeyReused());
    };
  }

  /** A job created with a key of the tenant belongs to the user who created it. */
  private JobStatus replay(Job job, Submission submission) {
    if (!job.caller().equals(submission.caller)) {
      throw new ProblemException(Problem.idempotencyKeyReused());
    }
    return job.turnId() == null && !job.ended()
        ? startFirstAttempt(job, submission)
        : reconciler.statusOf(job);
  }

  private JobStatus startFirstAttempt(Job job, Submission submission) {
    AdmittedTurn admitted;
    try {
      admitted =
          attempts.admit(
              attempts.turnRequest(
                  job,
                  submission.request,
                  submission.receivedNanos,
                  submission.authenticatedNanos,
                  submission.loop));
    } catch (ProblemException e) {
      deleteUnstarted(job);
      throw e;
    }
    return attempts
        .link(job, admitted)
        .map(reconciler::statusOf)
        .orElseThrow(() -> new ProblemException(Problem.unknownConversation()));
  }

  /**
   * Deletes a rejected job, so that it does not run anyway; while the store is unavailable this is
   * best-effort.
   */
  private void deleteUnstarted(Job job) {
    try {
      store.deleteUnstarted(job.id());
    } catch (ProblemException e) {
      log.warn("{} was refused but may still run: {}", job.id(), e.toString());
    }
  }

  /** Finds a job of the caller. Blocks. */
  public Optional<JobStatus> find(Caller caller, String jobId) {
    return store.find(caller, jobId).map(reconciler::statusOf);
  }

  /** Returns the webhook of a job that has ended. Blocks. */
  public Optional<Webhook> webhook(JobStatus status) {
    return status.job().webhookUrl() == null
        ? Optional.empty()
        : webhooks.findByJob(status.job().id());
  }

  /**
   * Cancels a job for its user, wherever it runs or waits. Has no effect on a job that has ended.
   * Blocks.
   *
   * @return the job, or empty if the caller has no job with that id
   */
  public Optional<JobStatus> cancel(Caller caller, String jobId) {
    return store
        .find(caller, jobId)
        .map(found -> {
          store.requestCancel(jobId, clock.millis());
          Job job = store.find(caller, jobId).orElse(found);
          String turnId = job.turnId();
          if (turnId != null && !job.ended()) {
            turns.cancel(caller, turnId);
          }
          task.signal();
          return reconciler.statusOf(job);
        });
  }

  /** Stops accepting and starting jobs, because the turns are about to be shut down. */
  public void pause() {
    paused = true;
    queue.pause();
  }

  /**
   * Stops; unfinished work stays in the store for another node. Blocks for a few seconds at most.
   */
  @Override
  public void close() {
    pause();
    task.stop(CLOSE_TIMEOUT);
    webhooks.close();
  }

  /** Settles the jobs that have ended, and reconciles at its interval. */
  private NextRun reconcileDue() {
    reconciler.settleEnded();
    if (nextReconcileNanos - clock.nanoTime() <= 0) {
      reconciler.reconcile();
      nextReconcileNanos = clock.nanoTime() + RECONCILE_INTERVAL.toNanos();
    }
    return NextRun.afterOrOnSignal(Duration.ofNanos(nextReconcileNanos - clock.nanoTime()));
  }

  TurnListener listener() {
    return new TurnListener() {
      @Override
      public void onEnded(TurnIdentity identity, TurnOrigin origin, TurnEvent.Terminal event) {
        if (origin == TurnOrigin.JOB) {
          queue.remove(identity.turnId());
          reconciler.onTurnEnded(identity.turnId());
          task.signal();
        }
      }

      @Override
      public void onLost(TurnIdentity identity, TurnOrigin origin) {
        if (origin == TurnOrigin.JOB) {
          queue.remove(identity.turnId());
        }
      }

      @Override
      public void onUnstartedAdopted(StoredTurn turn) {
        reconciler.onUnstartedAdopted(turn);
        task.signal();
      }
    };
  }

  /** Runs one pass of the background worker. */
  void reconcile() {
    reconciler.settleEnded();
    reconciler.reconcile();
  }
}
