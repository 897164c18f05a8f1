package dev.firstword.core.turn.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.RemoteReaderLookup;
import dev.firstword.core.turn.running.ToolResultsOutcome;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListeners;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coordinates turns across nodes: follows and cancels turns of other nodes, replicates the turns of
 * this one, and recovers the turns of nodes that die. On a single node most of this does nothing.
 */
public final class ClusterCoordinator implements AutoCloseable {

  /** Longer than the log of another node's turn takes to arrive, also without a bus. */
  private static final Duration TOOL_CALL_TIMEOUT = Duration.ofMillis(1_500);

  /** How long a turn's loop may take to accept results. */
  private static final int OFFER_TIMEOUT_S = 5;

  private static final Logger log = LoggerFactory.getLogger(ClusterCoordinator.class);

  private final TurnStore store;
  private final Membership membership;
  private final LocalTurns localTurns;
  private final TaskScheduler scheduler;
  private final ExecutorService virtualThreads;
  private final TurnRecovery recovery;
  private final LostTurns lostTurns;
  private final @Nullable RemoteTurnFollower follower;
  private final @Nullable LogReplicator replicator;
  private final BusDelay busDelay;
  private final RemoteReaderLookup remoteReaders;

  /** Held while turns are taken over, and while turns are given their inputs. */
  private final ReentrantLock ownership = new ReentrantLock();

  private @Nullable NodeLease lease;

  /**
   * How this node relates to others.
   *
   * @param nodeId the id of this node, which no other node has ever had
   * @param sharedStore whether other nodes use the same store
   * @param bus connects this node to the others; absent when nodes exchange everything through the
   *     store
   */
  public record Membership(String nodeId, boolean sharedStore, @Nullable TurnBus bus) {}

  /**
   * Starts listening to the other nodes, if there can be any.
   *
   * @param listeners notified of turns that this node takes over
   */
  public ClusterCoordinator(
      TurnStore store,
      Membership membership,
      LocalTurns localTurns,
      TurnListeners listeners,
      TaskScheduler scheduler,
      ExecutorService virtualThreads) {
    this.store = store;
    this.membership = membership;
    this.localTurns = localTurns;
    this.scheduler = scheduler;
    this.virtualThreads = virtualThreads;
    TurnBus bus = membership.bus;
    recovery = new TurnRecovery(store, bus, membership.nodeId, scheduler.clock(), listeners);
    lostTurns = new LostTurns(store, localTurns, scheduler);
    busDelay = new BusDelay(scheduler.clock());
    follower =
        membership.sharedStore
            ? new RemoteTurnFollower(bus, membership.nodeId, store, busDelay, scheduler)
            : null;
    replicator =
        bus == null ? null : new LogReplicator(bus, membership.nodeId, busDelay, scheduler);
    remoteReaders =
        bus == null
            ? RemoteReaderLookup.SINGLE_NODE
            : RemoteReaderLookup.viaBus(bus, virtualThreads);
    if (bus != null) {
      bus.onCancel(localTurns::cancel);
      bus.onInputs(() -> virtualThreads.execute(this::deliverInputs));
    }
  }

  /**
   * Takes this node's lease, and recovers the turns that dead nodes left behind. Blocks.
   *
   * @param resumer resumes those that were waiting for tools
   */
  public void open(TurnRecovery.Resumer resumer) {
    if (membership.sharedStore) {
      lease =
          new NodeLease(
              store,
              membership.nodeId,
              () -> recover(resumer),
              localTurns,
              this::deliverInputs,
              scheduler);
    } else {
      recover(resumer); // With one node, any unfinished turn is an orphan.
      deliverInputs();
    }
  }

  /** An input of a turn that was just taken over has to wait until the turn resumes. */
  private void recover(TurnRecovery.Resumer resumer) {
    ownership.lock();
    try {
      recovery.run(resumer);
    } finally {
      ownership.unlock();
    }
  }

  /** Ends a dead node's turn that was waiting to be adopted. Blocks. */
  public void interrupt(StoredTurn orphan) {
    recovery.end(orphan);
  }

  /** The id of this node. */
  public String nodeId() {
    return membership.nodeId;
  }

  public RemoteReaderLookup remoteReaders() {
    return remoteReaders;
  }

  /** What is sent to other nodes; zeros if there is no bus. Callable from any thread. */
  public LogReplicator.Statistics replication() {
    return replicator == null ? new LogReplicator.Statistics(0, 0, 0, 0) : replicator.statistics();
  }

  /** How long the bus takes to deliver, as far as it was measured. Callable from any thread. */
  public BusDelay.Deliveries deliveries() {
    return busDelay.deliveries();
  }

  /** Replicates what a turn of this node publishes to other nodes. */
  public void replicate(Turn turn) {
    if (replicator != null) {
      replicator.track(turn);
    }
  }

  /** Stops replicating a turn that could not be stored. */
  public void stopReplicating(String turnId) {
    if (replicator != null) {
      replicator.untrack(turnId);
    }
  }

  /** Finds a turn of the caller, whether it runs here or on another node, or has ended. Blocks. */
  public Optional<FollowableTurn> find(Caller caller, String turnId) {
    Optional<Turn> local = localTurns.find(turnId);
    if (local.isPresent()) {
      return local
          .filter(turn -> turn.identity().caller().equals(caller))
          .map(FollowableTurn.class::cast);
    }
    // A turn that is being admitted here may be in the store first.
    return store
        .find(caller, turnId)
        .map(stored ->
            localTurns
                .find(turnId)
                .<FollowableTurn>map(turn -> turn)
                .orElseGet(() -> follow(stored)));
  }

  /** Not true of a turn that another node has taken over, even if its readers are here. */
  private boolean isRunHere(String turnId) {
    return localTurns.find(turnId).filter(turn -> !turn.isDisowned()).isPresent();
  }

  /** Returns the turn, kept up to date if another node is running it. */
  private FollowableTurn follow(StoredTurn stored) {
    if (stored.state().isFinal() || follower == null) {
      return stored;
    }
    return follower.follow(stored);
  }

  /**
   * Cancels a turn for its user, on whichever node it runs. Has no effect on a turn that has ended.
   * Blocks.
   *
   * @return the turn, or empty if the caller has no turn with that id
   */
  public Optional<FollowableTurn> cancel(Caller caller, String turnId) {
    Optional<FollowableTurn> found = find(caller, turnId);
    found.ifPresent(turn -> {
      if (isRunHere(turnId)) {
        localTurns.cancel(turnId);
      } else if (follower != null && !turn.state().isFinal()) {
        requestCancel(caller, turnId);
      }
    });
    return found;
  }

  /**
   * Gives a turn the results of its tool calls, on whichever node it runs. Blocks.
   *
   * @return empty if the caller has no turn with that id
   * @throws ProblemException if the turn never made one of the calls
   */
  public Optional<ToolResultsOutcome> submitToolResults(
      Caller caller, String turnId, List<ContentPart.ToolResult> results) {
    Optional<ToolResultsOutcome> outcome =
        localTurns
            .find(turnId)
            .filter(turn -> turn.identity().caller().equals(caller))
            .flatMap(
                turn -> turn.offerToolResults(results).orTimeout(OFFER_TIMEOUT_S, SECONDS).join())
            .or(() ->
                store
                    .find(caller, turnId)
                    .map(stored -> leaveToolResults(caller, follow(stored), results)));
    outcome
        .map(ToolResultsOutcome::unknown)
        .filter(unknown -> !unknown.isEmpty())
        .ifPresent(unknown -> {
          throw new ProblemException(Problem.unknownToolCall(unknown.getFirst()));
        });
    return outcome;
  }

  /** Leaves results for the node that runs the turn, through the store. */
  private ToolResultsOutcome leaveToolResults(
      Caller caller, FollowableTurn turn, List<ContentPart.ToolResult> results) {
    RemoteToolResults sorted =
        RemoteToolResults.sort(turn, results, TOOL_CALL_TIMEOUT, scheduler.clock());
    return sorted.unknown().isEmpty()
        ? RemoteToolResults.outcome(results, leave(caller, turn, sorted.awaited()))
        : new ToolResultsOutcome(List.of(), List.of(), sorted.unknown());
  }

  /**
   * Has a turn stop thinking and answer, on whichever node it runs. Has no effect on a turn that
   * does not think. Blocks.
   *
   * @return the turn, or empty if the caller has no turn with that id
   */
  public Optional<FollowableTurn> answerNow(Caller caller, String turnId) {
    Optional<FollowableTurn> found = find(caller, turnId);
    found.ifPresent(turn -> {
      if (isRunHere(turnId)) {
        localTurns.find(turnId).ifPresent(Turn::answerNow);
      } else {
        leave(caller, turn, List.of(new TurnInput.AnswerNow()));
      }
    });
    return found;
  }

  /** Leaves inputs for another node. Returns those that it will be given. */
  private List<TurnInput> leave(Caller caller, FollowableTurn turn, List<TurnInput> inputs) {
    if (turn.state().isFinal() || inputs.isEmpty()) {
      return List.of();
    }
    List<TurnInput> left = store.enqueueInputs(caller, turn.identity().turnId(), inputs);
    if (membership.bus != null && !left.isEmpty()) {
      try {
        membership.bus.announceInputs();
      } catch (RuntimeException e) {
        log.debug("inputs will be found in the store: {}", e.toString());
      }
    }
    return left;
  }

  /** Gives the turns of this node the inputs that other nodes left for them. Blocks. */
  private void deliverInputs() {
    ownership.lock();
    try {
      store
          .takeInputs(membership.nodeId, this::isRunHere)
          .forEach((turnId, inputs) ->
              localTurns
                  .find(turnId)
                  .ifPresent(turn -> inputs.forEach(input -> deliver(turn, input))));
    } finally {
      ownership.unlock();
    }
  }

  private void deliver(Turn turn, TurnInput input) {
    switch (input) {
      case TurnInput.Result(ContentPart.ToolResult result) -> {
        var _ =
            turn.offerToolResults(List.of(result))
                .thenAcceptAsync(
                    outcome -> {
                      if (outcome.isEmpty()) {
                        leaveAgain(turn, input);
                      }
                    },
                    virtualThreads);
      }
      case TurnInput.AnswerNow _ -> turn.answerNow();
    }
  }

  /** The turn was detached from this node meanwhile. */
  private void leaveAgain(Turn turn, TurnInput input) {
    try {
      leave(turn.identity().caller(), turn, List.of(input));
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("turn_id", turn.identity().turnId())
          .log("{} may miss a tool's result: {}", turn.identity().turnId(), e.toString());
    }
  }

  /** Requests a cancel through the store, which is reliable, and the bus, which is faster. */
  private void requestCancel(Caller caller, String turnId) {
    store.requestCancel(caller, turnId);
    if (membership.bus != null) {
      try {
        membership.bus.requestCancel(turnId);
      } catch (RuntimeException e) {
        log.debug("{} will be cancelled through the store: {}", turnId, e.toString());
      }
    }
  }

  /**
   * Handles the loss of a turn that another node took over while this one was unreachable: the turn
   * continues and ends here in the same way as there.
   */
  public void handleLost(Turn turn) {
    String turnId = turn.identity().turnId();
    log.atWarn().addKeyValue("turn_id", turnId).log("{} no longer belongs to this node", turnId);
    if (replicator != null) {
      replicator.untrack(turnId);
    }
    turn.loop().execute(turn::disown);
    lostTurns.follow(turn);
  }

  /** Stops coordinating; other nodes may take over what this node still owns immediately. */
  @Override
  public void close() {
    if (replicator != null) {
      replicator.close();
    }
    if (follower != null) {
      follower.close();
    }
    if (lease != null) {
      lease.close();
    }
  }
}
