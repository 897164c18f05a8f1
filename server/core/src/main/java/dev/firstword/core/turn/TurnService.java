package dev.firstword.core.turn;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnAdmission;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.ToolResultsOutcome;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point for turns: starts, finds, and cancels them, and ends them at shutdown. {@link
 * TurnPipeline} is the path of each turn.
 */
public final class TurnService {

  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(TurnService.class);

  private final TurnPipeline pipeline;
  private final TurnAdmission admission;
  private final TurnResumption resumption;
  private final ClusterCoordinator cluster;
  private final LocalTurns localTurns;
  private final TurnListeners listeners;
  private final Journal journal;
  private final ExecutorService virtualThreads;

  /** Creates the service; it does nothing until {@link #open} is called. */
  public TurnService(
      TurnPipeline pipeline,
      TurnAdmission admission,
      TurnResumption resumption,
      ClusterCoordinator cluster,
      LocalTurns localTurns,
      TurnListeners listeners,
      Journal journal,
      ExecutorService virtualThreads) {
    this.pipeline = pipeline;
    this.admission = admission;
    this.resumption = resumption;
    this.cluster = cluster;
    this.localTurns = localTurns;
    this.listeners = listeners;
    this.journal = journal;
    this.virtualThreads = virtualThreads;
  }

  /** Adds a listener for the ends of turns. Must be called before {@link #open}. */
  public void addListener(TurnListener listener) {
    listeners.add(listener);
  }

  /**
   * Resumes the turns that dead nodes left behind, or ends them, and keeps watching for more.
   * Blocks.
   */
  public void open() {
    cluster.open(resumption);
  }

  /**
   * Finds or creates the turn for a request. It does not run until {@link #run} is called, and
   * nobody hears of it until {@link #announce} is, which must wait until the user's message is
   * {@linkplain AdmittedTurn#durable durable}. Blocks.
   *
   * @throws ProblemException if no turn can be admitted
   */
  public AdmittedTurn admit(TurnRequest request) {
    return pipeline.admit(request);
  }

  /**
   * Adopts a stored turn that never started, whichever node stored it. It does not run until {@link
   * #announce} and {@link #run} are called. Blocks.
   */
  public AdmittedTurn adopt(StoredTurn stored, TurnRequest request) {
    return admission.adopt(stored, request);
  }

  /**
   * Publishes the start of a turn if it is new. Must be called on the loop of the request, once its
   * reader has subscribed.
   */
  public void announce(AdmittedTurn admitted) {
    pipeline.announce(admitted);
  }

  /** Prepares and generates the answer of a turn if it is new. Blocks until the call is opened. */
  public void run(AdmittedTurn admitted) {
    pipeline.run(admitted);
  }

  /** Announces and runs a turn that has no reader. Does not block. */
  public void runInBackground(AdmittedTurn admitted) {
    admitted.request().loop().execute(() -> pipeline.announce(admitted));
    virtualThreads.execute(() -> pipeline.run(admitted));
  }

  /**
   * Ends an unstarted turn that no node can adopt, with the same event as an interrupted turn.
   * Blocks.
   */
  public void interrupt(StoredTurn unstarted) {
    cluster.interrupt(unstarted);
  }

  /** Finds a turn of the caller, whether it runs here or on another node, or has ended. Blocks. */
  public Optional<FollowableTurn> find(Caller caller, String turnId) {
    return cluster.find(caller, turnId);
  }

  /**
   * Cancels a turn for its user, on whichever node it runs. Has no effect on a turn that has ended.
   * Blocks.
   *
   * @return the turn, or empty if the caller has no turn with that id
   */
  public Optional<FollowableTurn> cancel(Caller caller, String turnId) {
    return cluster.cancel(caller, turnId);
  }

  /**
   * Gives a turn the results of its tool calls. Results of calls that have one already, or that the
   * turn no longer waits for, are ignored. Blocks.
   *
   * @return empty if the caller has no turn with that id
   * @throws ProblemException if the turn never made one of the calls
   */
  public Optional<ToolResultsOutcome> submitToolResults(
      Caller caller, String turnId, List<ContentPart.ToolResult> results) {
    return cluster.submitToolResults(caller, turnId, results);
  }

  /**
   * Has a turn stop thinking and answer with what it has. Has no effect on a turn that does not
   * think, or if the model's thinking cannot be switched off. Blocks.
   *
   * @return the turn, or empty if the caller has no turn with that id
   */
  public Optional<FollowableTurn> answerNow(Caller caller, String turnId) {
    return cluster.answerNow(caller, turnId);
  }

  /** Cancels all turns on this node in a conversation that its user is deleting. */
  public void cancelAllIn(Caller caller, String conversationId) {
    for (Turn turn : localTurns.all()) {
      TurnIdentity identity = turn.identity();
      if (identity.conversationId().equals(conversationId) && identity.caller().equals(caller)) {
        turn.cancel();
      }
    }
  }

  /** The number of running turns. */
  public int activeCount() {
    return localTurns.size();
  }

  /**
   * Stops admitting turns, waits up to the timeout for running turns to finish, cancels the rest,
   * and writes everything to the store. Turns that wait for tools, and unstarted turns of jobs,
   * stay in the store for the next start or another node. Blocks.
   */
  public void shutDown(Duration timeout) throws InterruptedException {
    localTurns.startDraining();
    for (Turn turn : localTurns.all()) {
      turn.loop().execute(() -> release(turn));
    }
    if (!localTurns.awaitEmpty(timeout)) {
      log.info("cancelling {} turns that did not finish in time", localTurns.size());
      for (Turn turn : localTurns.all()) {
        turn.loop().execute(() -> turn.cancel(CancelledBy.SHUTDOWN));
      }
      localTurns.awaitEmpty(CANCEL_TIMEOUT);
    }
    journal.close(CANCEL_TIMEOUT);
    cluster.close();
  }

  /** Runs on the turn's loop, where the turn is also announced, so the two cannot race. */
  private void release(Turn turn) {
    TurnIdentity identity = turn.identity();
    if (turn.isUnstartedJob() && !turn.state().isFinal()) {
      journal.untrack(identity.turnId());
      localTurns.remove(identity);
      return;
    }
    turn.releaseWhenSuspended(() -> {
      journal.release(identity.turnId());
      localTurns.remove(identity);
    });
  }
}
