package dev.firstword.job;

import dev.firstword.identity.Caller;
import dev.firstword.job.JobStore.Insertion;
import dev.firstword.job.JobStore.NewJob;
import dev.firstword.job.webhook.Webhook;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.loop.EventLoop;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnListener;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.Turns;
import dev.firstword.turn.Turns.Begun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door to jobs: takes them in, finds them, cancels them, sees them through. */
public final class Jobs implements AutoCloseable {

  private static final Duration SWEEP = Duration.ofSeconds(2);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);

  private final JobTurns turns;
  private final JobStore store;
  private final Webhooks webhooks;
  private final InstantSource clock;
  private final JobLine line;
  private final JobAttempts attempts;
  private final JobSweep sweep;
  private final Semaphore work = new Semaphore(0);
  private final Thread sweeper = Thread.ofVirtual().name("jobs").unstarted(this::run);
  private long sweptNanos;
  private boolean failing;
  private volatile boolean held;
  private volatile boolean closing;

  /**
   * Jobs over these turns, of whose ends they hear from now on: to be made before the turns are
   * opened. They begin to work with {@link #start}.
   *
   * @param loops gives the loop for a turn that nobody asks for at the moment; from {@link #start}
   *     on
   */
  public Jobs(
      Turns turns,
      JobStore store,
      Webhooks webhooks,
      JobLimits limits,
      Supplier<EventLoop> loops,
      InstantSource clock) {
    this(new JobTurns.Real(turns), store, webhooks, limits, loops, clock);
    turns.listen(listener());
  }

  Jobs(
      JobTurns turns,
      JobStore store,
      Webhooks webhooks,
      JobLimits limits,
      Supplier<EventLoop> loops,
      InstantSource clock) {
    this.turns = turns;
    this.store = store;
    this.webhooks = webhooks;
    this.clock = clock;
    this.line = new JobLine(limits, turns::start);
    this.attempts = new JobAttempts(turns, store, line, loops);
    this.sweep = new JobSweep(turns, store, attempts, webhooks, limits.attempts(), clock);
  }

  /**
   * A request for a job.
   *
   * @param body the request as it came, to begin it again from
   * @param webhookUrl whom to tell of the end
   * @param idempotencyKey the request's, if it has one
   * @param digest of the body
   * @param receivedNanos when it came, on the loop's clock
   * @param authenticatedNanos when the caller was known
   * @param loop the one for its first turn to live on
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Submission(
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
   * A job that was taken in.
   *
   * @param replayed whether that was so before
   */
  public record Submitted(JobStatus status, boolean replayed) {}

  /** Begins to work off what there is. */
  public void start() {
    sweeper.start();
    webhooks.start();
  }

  /**
   * Takes in a job: when this returns the user's message is durable, and the job is done even if
   * this node dies now. Blocks.
   *
   * @throws RefusedException when there is to be no job
   */
  public Submitted submit(Submission submission) {
    if (held) {
      throw new RefusedException(Problem.shuttingDown());
    }
    String url = submission.webhookUrl;
    if (url != null) {
      webhooks.check(submission.caller.tenant(), url);
    }
    if (!line.reserve()) {
      throw new RefusedException(Problem.tooManyJobs());
    }
    try {
      return takeIn(submission);
    } finally {
      line.giveBack();
    }
  }

  private Submitted takeIn(Submission submission) {
    long now = clock.millis();
    NewJob record =
        new NewJob(
            Identifier.create("job", now),
            submission.caller,
            new String(submission.body, StandardCharsets.UTF_8),
            submission.traceparent,
            submission.webhookUrl,
            submission.idempotencyKey,
            submission.digest,
            now);
    return switch (store.insert(record)) {
      case Insertion.Inserted inserted -> new Submitted(begin(inserted.job(), submission), false);
      case Insertion.SameAs same -> new Submitted(replay(same.job(), submission), true);
      case Insertion.KeyReused _ -> throw new RefusedException(Problem.keyReused());
    };
  }

  /** What another's request of the tenant's began with the key is that other's. */
  private JobStatus replay(Job job, Submission submission) {
    if (!job.caller().equals(submission.caller)) {
      throw new RefusedException(Problem.keyReused());
    }
    return job.turnId() == null && !job.ended() ? begin(job, submission) : sweep.look(job);
  }

  private JobStatus begin(Job job, Submission submission) {
    Begun begun;
    try {
      begun =
          attempts.begin(
              attempts.opening(
                  job,
                  submission.request,
                  submission.receivedNanos,
                  submission.authenticatedNanos,
                  submission.loop));
    } catch (RefusedException e) {
      withdraw(job);
      throw e;
    }
    return attempts
        .link(job, begun)
        .map(sweep::look)
        .orElseThrow(() -> new RefusedException(Problem.unknownConversation()));
  }

  /** Whoever was refused must not have a job all the same; while the store is away they may. */
  private void withdraw(Job job) {
    try {
      store.withdraw(job.id());
    } catch (RefusedException e) {
      log.warn("{} was refused and may be done all the same: {}", job.id(), e.toString());
    }
  }

  /** A job of that caller's. Blocks. */
  public Optional<JobStatus> find(Caller caller, String jobId) {
    return store.find(caller, jobId).map(sweep::look);
  }

  /** What became of the webhook, once the job has ended. Blocks. */
  public Optional<Webhook> webhook(JobStatus status) {
    return status.job().webhookUrl() == null ? Optional.empty() : webhooks.of(status.job().id());
  }

  /**
   * Stops a job for its user, wherever it runs or waits; does nothing on one that has ended.
   * Blocks.
   *
   * @return the job, or empty when that caller has none of that name
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
          work.release();
          return sweep.look(job);
        });
  }

  /** From now on no job is taken in and none begins to run: the turns are about to be drained. */
  public void hold() {
    held = true;
    line.hold();
  }

  /** Stops; what is left to do stays in the store for who is next. Blocks, at most some seconds. */
  @Override
  public void close() {
    hold();
    closing = true;
    work.release();
    try {
      if (sweeper.isAlive() && !sweeper.join(LONGEST_CLOSE)) {
        sweeper.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    webhooks.close();
  }

  private void run() {
    try {
      while (!closing) {
        round();
        if (work.tryAcquire(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
          work.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    try {
      sweep.settleEnded();
      if (sweptNanos == 0 || System.nanoTime() - sweptNanos >= SWEEP.toNanos()) {
        sweep.sweep();
        sweptNanos = System.nanoTime();
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !held) {
        failing = true;
        log.warn("jobs can't be looked after, trying again: {}", e.toString());
      }
    }
  }

  TurnListener listener() {
    return new TurnListener() {
      @Override
      public void ended(TurnIdentity identity, Origin origin, TurnEvent.Terminal event) {
        if (origin == Origin.JOB) {
          line.leave(identity.turnId());
          sweep.ended(identity.turnId());
          work.release();
        }
      }

      @Override
      public void gone(TurnIdentity identity, Origin origin) {
        if (origin == Origin.JOB) {
          line.leave(identity.turnId());
        }
      }

      @Override
      public void leftUnstarted(StoredTurn turn) {
        sweep.left(turn);
        work.release();
      }
    };
  }

  /** What the sweeper does every few seconds. */
  void sweep() {
    sweep.settleEnded();
    sweep.sweep();
  }
}
