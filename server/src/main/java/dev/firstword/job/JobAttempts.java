package dev.firstword.job;

import dev.firstword.loop.EventLoop;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.TraceContext;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Begins a job's turns. Each attempt has an idempotency key of its own, made of the job's id and
 * the attempt's number: however often and on however many nodes it is begun, a crash in between or
 * not, there is one turn for it.
 */
final class JobAttempts {

  private final JobTurns turns;
  private final JobStore store;
  private final JobLine line;
  private final Supplier<EventLoop> loops;

  /** Begun by this node; the store has not confirmed yet that they are their jobs'. */
  private final Map<String, Begun> unlinked = new ConcurrentHashMap<>();

  /**
   * Attempts over these.
   *
   * @param loops gives the loop for a turn that nobody asks for at the moment
   */
  JobAttempts(JobTurns turns, JobStore store, JobLine line, Supplier<EventLoop> loops) {
    this.turns = turns;
    this.store = store;
    this.line = line;
    this.loops = loops;
  }

  /** The opening of a job's next turn, from what is kept of it. */
  Opening opening(Job job) {
    ChatRequest request = ChatRequestReader.read(job.request().getBytes(StandardCharsets.UTF_8));
    EventLoop loop = loops.get();
    long now = loop.nanoTime();
    return opening(
        job,
        job.conversationId() == null ? request : request.inConversation(job.conversationId()),
        now,
        now,
        loop);
  }

  Opening opening(
      Job job, ChatRequest request, long receivedNanos, long authenticatedNanos, EventLoop loop) {
    return new Opening(
        job.caller(),
        Origin.JOB,
        request,
        // No client can send a key with a blank in it.
        job.id() + " " + (job.attempts() + 1),
        job.id(),
        TraceContext.in(job.traceparent()).orElseGet(() -> TraceContext.begin(false)),
        receivedNanos,
        authenticatedNanos,
        loop,
        null);
  }

  /**
   * Begins the job's next turn, or finds it begun; it then waits for {@link #link}. Blocks.
   *
   * @throws dev.firstword.protocol.RefusedException when there is to be no such turn, or not now
   */
  Begun begin(Opening opening) {
    Begun begun = turns.begin(opening);
    if (!begun.replayed()) {
      unlinked.put(begun.turn().identity().turnId(), begun);
    }
    return begun;
  }

  /**
   * Makes the turn the job's, and lets it run if it is this node's. What fails here succeeds when
   * both are done again. Blocks.
   *
   * @return the job as it is then; empty when it is gone
   */
  Optional<Job> link(Job job, Begun begun) {
    TurnIdentity identity = begun.turn().identity();
    String turnId = identity.turnId();
    Optional<Job> linked =
        store.link(job.id(), job.attempts() + 1, turnId, identity.conversationId());
    Begun mine = unlinked.remove(turnId);
    if (mine != null) {
      if (linked.map(Job::turnId).filter(turnId::equals).isPresent()) {
        line.enter(mine);
      } else {
        turns.cancel(job.caller(), turnId);
      }
    }
    return linked;
  }

  /** Takes up a job's turn that another node, or this one before it started anew, has left. */
  void takeUp(Job job, StoredTurn left) {
    Begun begun = turns.takeUp(left, opening(job));
    if (job.cancelRequested()) {
      turns.cancel(job.caller(), left.identity().turnId());
    } else {
      line.enter(begun);
    }
  }
}
