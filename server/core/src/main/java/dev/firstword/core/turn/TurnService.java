package dev.firstword.core.turn;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.PrepareRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.routing.Router;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.core.turn.admission.InterruptedAnswer;
import dev.firstword.core.turn.admission.TurnAdmission;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.cluster.RemoteTurn;
import dev.firstword.core.turn.running.Journal;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.running.TurnListener;
import dev.firstword.core.turn.running.TurnReport;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.TurnOrigin;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point for turns: admits, starts, finds, and cancels them, and ends them at shutdown.
 */
public final class TurnService {

  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration IDLE_POLL_INTERVAL = Duration.ofMillis(20);
  private static final Logger log = LoggerFactory.getLogger(TurnService.class);

  private final Dependencies dependencies;
  private final TurnStore store;
  private final Journal journal;
  private final ClusterCoordinator cluster;
  private final TurnAdmission admission;
  private final Map<String, Turn> runningTurns = new ConcurrentHashMap<>();
  private final List<TurnListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean shuttingDown;

  /**
   * The collaborators and settings of the turn service.
   *
   * @param sharedStore whether other nodes use the same store
   * @param bus connects this node to the others; absent when nodes exchange everything through the
   *     store
   * @param nodeId the id of this node, which no other node has ever had
   * @param limits checked before a new turn is stored, but not for a duplicate of an existing one
   * @param maxActive how many active turns a user may have
   * @param measured whether timings are recorded for turns that start now
   * @param simulated whether the simulator provides the models; every turn's start event says so
   */
  public record Dependencies(
      Profiles profiles,
      ConversationStore conversations,
      TurnStore store,
      boolean sharedStore,
      @Nullable TurnBus bus,
      String nodeId,
      Router router,
      TurnPipeline pipeline,
      ExecutorService virtualThreads,
      TaskScheduler scheduler,
      RateLimiter limits,
      int maxActive,
      BooleanSupplier measured,
      boolean simulated) {

    /** The clock of the scheduler. */
    public Clock clock() {
      return scheduler.clock();
    }
  }

  /** Creates the service; it does nothing until {@link #open} is called. */
  public TurnService(Dependencies dependencies) {
    this.dependencies = dependencies;
    this.store = dependencies.store;
    this.journal = new Journal(store, dependencies.nodeId, dependencies.scheduler);
    this.cluster = new ClusterCoordinator(dependencies, this::cancelLocal, this::notifyListeners);
    this.admission = new TurnAdmission(dependencies, this::find, this::register);
  }

  /** Adds a listener for the ends of turns. Must be called before {@link #open}. */
  public void addListener(TurnListener listener) {
    listeners.add(listener);
  }

  /** Ends the turns that dead nodes left behind, and keeps watching for more. Blocks. */
  public void open() {
    cluster.open();
  }

  /**
   * A request to start a turn.
   *
   * @param origin whether a reader is expected to follow the turn
   * @param idempotencyKey the key sent with the request, if any
   * @param digest the digest of the request body
   * @param trace the trace that the request belongs to, and its span
   * @param receivedNanos when the request arrived, on the loop's clock
   * @param authenticatedNanos when the caller was identified
   * @param loop the event loop that the turn will run on
   * @param preparation preparation already under way for the request; owned by the turn once {@link
   *     #admit} has been called
   */
  public record TurnRequest(
      Caller caller,
      TurnOrigin origin,
      ChatRequest chatRequest,
      @Nullable String idempotencyKey,
      String digest,
      TraceContext trace,
      long receivedNanos,
      long authenticatedNanos,
      EventLoop loop,
      @Nullable PreparationTask preparation) {

    /** Cancels the preparation already under way, if any. */
    void cancelPreparation() {
      if (preparation != null) {
        preparation.cancel();
      }
    }

    /** Returns a copy of this request in the given conversation. */
    public TurnRequest inConversation(String conversationId) {
      return withChatRequest(chatRequest.withConversationId(conversationId));
    }

    /** Returns a copy of this request with the given chat request. */
    public TurnRequest withChatRequest(ChatRequest newChatRequest) {
      return new TurnRequest(
          caller,
          origin,
          newChatRequest,
          idempotencyKey,
          digest,
          trace,
          receivedNanos,
          authenticatedNanos,
          loop,
          preparation);
    }
  }

  /**
   * A turn that was admitted for a request.
   *
   * @param replayed whether an earlier identical request started the turn
   * @param position the position of the message in its conversation; absent when the message was
   *     stored earlier
   * @param interruptedAnswer the answer that the turn continues, if any
   */
  public record AdmittedTurn(
      FollowableTurn turn,
      boolean replayed,
      TurnRequest request,
      Profile profile,
      @Nullable Long position,
      @Nullable InterruptedAnswer interruptedAnswer) {}

  /**
   * Finds or creates the turn for a request. When this returns, the user's message is durable; the
   * turn itself does not run until {@link #start} is called. Blocks.
   *
   * @throws ProblemException if no turn can be admitted
   */
  public AdmittedTurn admit(TurnRequest request) {
    try {
      if (shuttingDown) {
        throw new ProblemException(Problem.shuttingDown());
      }
      AdmittedTurn admitted = admission.admit(request);
      if (admitted.replayed) {
        request.cancelPreparation();
      }
      return admitted;
    } catch (RuntimeException | Error e) {
      request.cancelPreparation();
      throw e;
    }
  }

  /**
   * Starts preparing for a message while the caller is still being authenticated. Blocks briefly.
   *
   * @param claimedCaller the caller that the credentials claim to be
   * @param trace the trace of the request
   * @param remoteAddress the address that the request came from
   * @return the preparation, or empty if preparing early would not help
   */
  public Optional<PreparationTask> prepareUnauthenticated(
      Caller claimedCaller, ChatRequest request, TraceContext trace, String remoteAddress) {
    if (request.continues() != null || !request.inputs().isEmpty()) {
      // A continuation needs an answer from the store, which only its owner may read; form inputs
      // have not been turned into a message yet.
      return Optional.empty();
    }
    return dependencies
        .profiles
        .find(request.profile())
        .flatMap(profile ->
            dependencies.pipeline.prepareUnauthenticated(
                claimedCaller, request, trace, profile, remoteAddress));
  }

  /**
   * Starts preparing for a message that the user is still typing. Blocks.
   *
   * @throws ProblemException if the profile or conversation does not exist, or the caller is over
   *     its rate limit
   */
  public void prepareDraft(Caller caller, PrepareRequest request) {
    Profile profile =
        dependencies
            .profiles
            .find(request.profile())
            .orElseThrow(() -> new ProblemException(Problem.unknownProfile(request.profile())));
    String conversationId = request.conversationId();
    if (conversationId != null && !dependencies.conversations.exists(caller, conversationId)) {
      throw new ProblemException(Problem.unknownConversation());
    }
    dependencies.pipeline.prepareDraft(caller, request, profile);
  }

  /**
   * Subscribes the reader and starts the turn if it is new. Must be called on the loop of the
   * request.
   */
  public void start(AdmittedTurn admitted, LogReader reader) {
    admitted.turn.subscribe(reader);
    startWithoutReader(admitted);
  }

  /**
   * Starts a new turn without a reader, for a client that has disconnected. Must be called on the
   * loop.
   */
  public void startWithoutReader(AdmittedTurn admitted) {
    if (admitted.turn instanceof Turn turn && !admitted.replayed && !staysQueued(turn)) {
      dependencies.pipeline.run(turn, admitted);
    }
  }

  /** A job's turn that had not started when shutdown began stays in the store for another node. */
  private boolean staysQueued(Turn turn) {
    return shuttingDown && turn.isUnstartedJob();
  }

  /**
   * Adopts a stored turn that never started, whichever node stored it. The turn runs once {@link
   * #startWithoutReader} is called.
   */
  public AdmittedTurn adopt(StoredTurn stored, TurnRequest request) {
    Profile profile = admission.profileFor(request.chatRequest);
    InterruptedAnswer interruptedAnswer = admission.interruptedAnswerFor(request);
    TurnRequest filledRequest =
        request.withChatRequest(TurnAdmission.fillForm(request.chatRequest, profile));
    Turn turn = register(filledRequest, profile, stored.identity(), () -> {});
    return new AdmittedTurn(turn, false, filledRequest, profile, null, interruptedAnswer);
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
    Turn turn = runningTurns.get(turnId);
    if (turn != null) {
      return turn.identity().caller().equals(caller) ? Optional.of(turn) : Optional.empty();
    }
    return store.find(caller, turnId).map(cluster::follow);
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
      if (turn instanceof Turn local) {
        local.cancel();
      } else if (turn instanceof RemoteTurn remote) {
        cluster.requestCancel(remote);
      }
    });
    return found;
  }

  private void cancelLocal(String turnId) {
    Turn turn = runningTurns.get(turnId);
    if (turn != null) {
      turn.cancel();
    }
  }

  /** Cancels all turns on this node in a conversation that its user is deleting. */
  public void cancelAllIn(Caller caller, String conversationId) {
    for (Turn turn : runningTurns.values()) {
      TurnIdentity identity = turn.identity();
      if (identity.conversationId().equals(conversationId) && identity.caller().equals(caller)) {
        turn.cancel();
      }
    }
  }

  /** The number of running turns. */
  public int activeCount() {
    return runningTurns.size();
  }

  /**
   * Stops admitting turns, waits up to the timeout for running turns to finish, cancels the rest,
   * and writes everything to the store. Unstarted turns of jobs stay in the store unchanged.
   * Blocks.
   */
  public void shutDown(Duration timeout) throws InterruptedException {
    shuttingDown = true;
    for (Turn turn : runningTurns.values()) {
      turn.loop().execute(() -> releaseUnstarted(turn));
    }
    awaitIdle(timeout);
    if (!runningTurns.isEmpty()) {
      log.info("cancelling {} turns that did not finish in time", runningTurns.size());
      for (Turn turn : runningTurns.values()) {
        turn.loop().execute(() -> turn.cancel(CancelledBy.SHUTDOWN));
      }
      awaitIdle(CANCEL_TIMEOUT);
    }
    journal.close(CANCEL_TIMEOUT);
    cluster.close();
  }

  /** Runs on the turn's loop, where the turn is also started, so the two cannot race. */
  private void releaseUnstarted(Turn turn) {
    if (turn.isUnstartedJob() && !turn.state().isFinal()) {
      String turnId = turn.identity().turnId();
      journal.untrack(turnId);
      runningTurns.remove(turnId);
    }
  }

  private void awaitIdle(Duration timeout) throws InterruptedException {
    Clock clock = dependencies.clock();
    long deadlineNanos = clock.nanoTime() + timeout.toNanos();
    while (!runningTurns.isEmpty() && clock.nanoTime() - deadlineNanos < 0) {
      clock.sleep(IDLE_POLL_INTERVAL);
    }
  }

  private Timeline newTimeline(long receivedNanos) {
    return dependencies.measured.getAsBoolean()
        ? new Timeline(receivedNanos)
        : Timeline.unmeasured(receivedNanos);
  }

  private Turn register(
      TurnRequest request, Profile profile, TurnIdentity identity, Runnable onEnded) {
    Turn turn =
        new Turn(
            identity,
            profile,
            request.origin,
            request.loop,
            newTimeline(request.receivedNanos),
            journal,
            cluster.remoteReaders(),
            dependencies.simulated,
            request.chatRequest.continues(),
            // Runs on the loop once the end is durable. From here on the store answers for the
            // turn.
            end -> {
              Turn ended = runningTurns.remove(identity.turnId());
              onEnded.run();
              if (end != null && ended != null && ended.isMeasured()) {
                TurnReport report = ended.report(request.trace);
                notifyListeners(
                    listener -> listener.onEnded(identity, request.origin, end, report));
              } else if (end != null) {
                notifyListeners(listener -> listener.onEnded(identity, request.origin, end));
              } else {
                notifyListeners(listener -> listener.onLost(identity, request.origin));
              }
            });
    runningTurns.put(identity.turnId(), turn);
    journal.track(turn, () -> cluster.handleLost(turn));
    cluster.replicate(turn);
    return turn;
  }

  private void notifyListeners(Consumer<TurnListener> notification) {
    listeners.forEach(notification);
  }
}
