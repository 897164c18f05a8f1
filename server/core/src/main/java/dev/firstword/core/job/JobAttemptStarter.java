package dev.firstword.core.job;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.StoredRequest;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.loop.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Starts the turns of jobs. Each attempt has its own idempotency key, made of the job's id and the
 * attempt number. So there is exactly one turn per attempt, however often it is started, on however
 * many nodes, and despite crashes.
 */
final class JobAttemptStarter {

  private final JobTurns turns;
  private final JobStore store;
  private final JobQueue queue;
  private final Supplier<EventLoop> loops;
  private final ChatRequestReader requests;

  /** Turns admitted by this node whose link to their job the store has not confirmed yet. */
  private final Map<String, AdmittedTurn> unlinked = new ConcurrentHashMap<>();

  /**
   * Creates the starter.
   *
   * @param loops supplies the event loop for a turn without a client
   * @param requests reads the stored requests
   */
  JobAttemptStarter(
      JobTurns turns,
      JobStore store,
      JobQueue queue,
      Supplier<EventLoop> loops,
      ChatRequestReader requests) {
    this.turns = turns;
    this.store = store;
    this.queue = queue;
    this.loops = loops;
    this.requests = requests;
  }

  /** Returns the request for a job's next turn, from the stored job. */
  TurnRequest turnRequest(Job job) {
    ChatRequest request =
        requests.readJob(job.request().getBytes(StandardCharsets.UTF_8), false).chat();
    EventLoop loop = loops.get();
    long now = loop.nanoTime();
    return turnRequest(
        job,
        job.conversationId() == null ? request : request.withConversationId(job.conversationId()),
        now,
        now,
        loop);
  }

  /**
   * Admits another turn of a job whose newest one was interrupted, and starts it. Blocks.
   *
   * @throws dev.firstword.core.protocol.ProblemException if the turn cannot be admitted, or not now
   */
  void startNext(Job job) {
    Job next = JobKind.of(job) == JobKind.RESPONSE ? continuing(job) : job;
    link(next, admit(turnRequest(next)));
  }

  /** Returns the job with a request that continues the text of its newest turn, if it has any. */
  private Job continuing(Job job) {
    String turnId = job.turnId();
    return turnId != null && hasText(job.caller(), turnId)
        ? job.withRequest(StoredRequest.continuing(job.request(), turnId))
        : job;
  }

  private boolean hasText(Caller caller, String turnId) {
    return turns
        .find(caller, turnId)
        .filter(turn -> !LogContent.withoutLast(turn.log().view()).text().isBlank())
        .isPresent();
  }

  TurnRequest turnRequest(
      Job job, ChatRequest request, long receivedNanos, long authenticatedNanos, EventLoop loop) {
    return new TurnRequest(
        job.caller(),
        TurnOrigin.JOB,
        request,
        // No client can send a key that contains a space.
        job.id() + " " + (job.attempts() + 1),
        job.id(),
        TraceContext.childOf(job.traceparent()).orElseGet(() -> TraceContext.newTrace(false)),
        receivedNanos,
        authenticatedNanos,
        loop,
        false,
        null);
  }

  /**
   * Admits the job's next turn, or finds it admitted; the turn then waits for {@link #link}.
   * Blocks.
   *
   * @throws dev.firstword.core.protocol.ProblemException if the turn cannot be admitted, or not now
   */
  AdmittedTurn admit(TurnRequest request) {
    AdmittedTurn admitted = turns.admit(request);
    if (!admitted.replayed()) {
      unlinked.put(admitted.turn().identity().turnId(), admitted);
    }
    return admitted;
  }

  /**
   * Links the turn to the job, and starts it if it belongs to this node. If this fails, repeating
   * both steps succeeds. Blocks.
   *
   * @return the updated job; empty if it no longer exists
   */
  Optional<Job> link(Job job, AdmittedTurn admitted) {
    TurnIdentity identity = admitted.turn().identity();
    String turnId = identity.turnId();
    Optional<Job> linked =
        store.link(
            job.id(),
            job.attempts() + 1,
            turnId,
            identity.conversationId(),
            requestOf(job, admitted));
    AdmittedTurn own = unlinked.remove(turnId);
    if (own != null) {
      if (linked.map(Job::turnId).filter(turnId::equals).isPresent()) {
        queue.enqueue(own);
      } else {
        turns.cancel(job.caller(), turnId);
      }
    }
    return linked;
  }

  /**
   * Returns the stored request without the images and files that its conversation now has: they
   * would be in the store twice.
   */
  private static String requestOf(Job job, AdmittedTurn admitted) {
    List<Attachment> attachments = admitted.request().chatRequest().attachments();
    return attachments.stream().anyMatch(attachment -> attachment.content() != null)
        ? StoredRequest.withReferences(job.request(), attachments)
        : job.request();
  }

  /** Adopts a job's turn that was left by another node, or by this node before a restart. */
  void adopt(Job job, StoredTurn orphan) {
    AdmittedTurn admitted = turns.adopt(orphan, turnRequest(job));
    if (job.cancelRequested()) {
      turns.cancel(job.caller(), orphan.identity().turnId());
    } else {
      queue.enqueue(admitted);
    }
  }
}
