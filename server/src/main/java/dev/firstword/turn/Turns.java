package dev.firstword.turn;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.Caller;
import dev.firstword.identity.limit.RateLimits;
import dev.firstword.loop.EventLoop;
import dev.firstword.preparation.Work;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.PrepareRequest;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.routing.Router;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door to turns: begins them, finds them, ends them at shutdown. */
public final class Turns {

  private static final Duration END_OF_CANCELLED = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final Parts parts;
  private final TurnStore store;
  private final Journal journal;
  private final OtherNodes otherNodes;
  private final Beginning beginning;
  private final Map<String, Turn> running = new ConcurrentHashMap<>();
  private final List<TurnListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean shuttingDown;

  /**
   * What turns stand on.
   *
   * @param sharedStore whether other nodes work on the same store
   * @param bus to those other nodes; absent: they find everything in the store
   * @param node what this one is called, by which no other one was ever called
   * @param limits are asked before a new turn is kept, not for one that is found again
   * @param mostActive how many turns a user may have under way
   * @param measured whether the time of turns that begin now is kept
   * @param simulated whether the models are the simulator's; every turn's start says so
   */
  public record Parts(
      Profiles profiles,
      ConversationStore conversations,
      TurnStore store,
      boolean sharedStore,
      @Nullable TurnBus bus,
      String node,
      Router router,
      TurnRunner runner,
      ExecutorService virtualThreads,
      InstantSource clock,
      RateLimits limits,
      int mostActive,
      BooleanSupplier measured,
      boolean simulated) {}

  /** Turns over these parts; {@link #open} lets them work. */
  public Turns(Parts parts) {
    this.parts = parts;
    this.store = parts.store;
    this.journal = new Journal(store, parts.node, parts.clock);
    this.otherNodes = new OtherNodes(parts, this::cancelHere, this::tell);
    this.beginning = new Beginning(parts, this::find, this::register);
  }

  /** From now on that listener hears how turns end. To be called before {@link #open}. */
  public void listen(TurnListener listener) {
    listeners.add(listener);
  }

  /** Ends what nodes that are gone have left, and goes on looking after that. Blocks. */
  public void open() {
    otherNodes.open();
  }

  /**
   * A request for a turn.
   *
   * @param origin whether somebody is going to read it
   * @param idempotencyKey the request's, if it has one
   * @param digest of the request's body
   * @param trace what goes on for it, in the trace it belongs to
   * @param receivedNanos when it came, on the loop's clock
   * @param authenticatedNanos when the caller was known
   * @param loop the one to live on
   * @param ahead what is being prepared for it already; from {@link #begin} on its turn's
   */
  public record Opening(
      Caller caller,
      Origin origin,
      ChatRequest request,
      @Nullable String idempotencyKey,
      String digest,
      TraceContext trace,
      long receivedNanos,
      long authenticatedNanos,
      EventLoop loop,
      @Nullable Work ahead) {

    /** Nobody has a use for what was prepared. */
    void abandon() {
      if (ahead != null) {
        ahead.cancel();
      }
    }

    /** The same, in that conversation. */
    Opening in(String conversationId) {
      return with(request.inConversation(conversationId));
    }

    /** The same for a request that says more. */
    Opening with(ChatRequest newRequest) {
      return new Opening(
          caller,
          origin,
          newRequest,
          idempotencyKey,
          digest,
          trace,
          receivedNanos,
          authenticatedNanos,
          loop,
          ahead);
    }
  }

  /**
   * A turn that answers a request.
   *
   * @param replayed whether it was begun by an earlier one of the same words
   * @param position of the message in its conversation; absent where it was stored before
   * @param broken the answer that it goes on with
   */
  public record Begun(
      FollowableTurn turn,
      boolean replayed,
      Opening opening,
      Profile profile,
      @Nullable Long position,
      @Nullable BrokenAnswer broken) {}

  /**
   * Finds or makes the turn for a request. When this returns the user's message is durable; the
   * turn itself waits for {@link #start}. Blocks.
   *
   * @throws RefusedException when there is to be no turn
   */
  public Begun begin(Opening opening) {
    try {
      if (shuttingDown) {
        throw new RefusedException(Problem.shuttingDown());
      }
      Begun begun = beginning.begin(opening);
      if (begun.replayed) {
        opening.abandon();
      }
      return begun;
    } catch (RuntimeException | Error e) {
      opening.abandon();
      throw e;
    }
  }

  /**
   * Begins to prepare for a message while it is found out who sends it. Absent where that is of no
   * use. Blocks for a moment at most.
   *
   * @param seeming who it seems to be
   * @param trace what goes on for the request
   * @param address where the request came from
   */
  public Optional<Work> ahead(
      Caller seeming, ChatRequest request, TraceContext trace, String address) {
    if (request.continues() != null || !request.inputs().isEmpty()) {
      // What is to be prepared stands in the store, where it is theirs, or is still to be made.
      return Optional.empty();
    }
    return parts
        .profiles
        .find(request.profile())
        .flatMap(profile -> parts.runner.ahead(seeming, request, trace, profile, address));
  }

  /**
   * Begins to prepare for somebody who is typing. Blocks.
   *
   * @throws RefusedException when there is no such profile or conversation, or they ask too often
   */
  public void headStart(Caller caller, PrepareRequest request) {
    Profile profile =
        parts
            .profiles
            .find(request.profile())
            .orElseThrow(() -> new RefusedException(Problem.unknownProfile(request.profile())));
    String conversationId = request.conversationId();
    if (conversationId != null && !parts.conversations.exists(caller, conversationId)) {
      throw new RefusedException(Problem.unknownConversation());
    }
    parts.runner.headStart(caller, request, profile);
  }

  /** Lets a new turn run, and joins the reader. Called on the opening's loop. */
  public void start(Begun begun, LogReader reader) {
    begun.turn.join(reader);
    startUnread(begun);
  }

  /** Lets a new turn run though the one who asked is gone already. Called on the loop. */
  public void startUnread(Begun begun) {
    if (begun.turn instanceof Turn turn && !begun.replayed && !staysStored(turn)) {
      parts.runner.run(turn, begun);
    }
  }

  /**
   * A job's turn that was not begun before the order to stop waits in the store for who is next.
   */
  private boolean staysStored(Turn turn) {
    return shuttingDown && turn.isJobUnstarted();
  }

  /**
   * Takes up a turn that was stored and never begun to run, whoever stored it; it then waits for
   * {@link #startUnread}.
   */
  public Begun takeUp(StoredTurn stored, Opening opening) {
    Profile profile = beginning.profileFor(opening.request);
    BrokenAnswer broken = beginning.brokenFor(opening);
    Opening filled = opening.with(Beginning.filled(opening.request, profile));
    Turn turn = register(filled, profile, stored.identity(), () -> {});
    return new Begun(turn, false, filled, profile, null, broken);
  }

  /**
   * Ends a turn that was left unstarted and that nobody takes up, the way an interrupted one ends.
   * Blocks.
   */
  public void giveUp(StoredTurn leftUnstarted) {
    otherNodes.giveUp(leftUnstarted);
  }

  /** A turn of that caller's, running here or elsewhere, or ended. Blocks. */
  public Optional<FollowableTurn> find(Caller caller, String turnId) {
    Turn turn = running.get(turnId);
    if (turn != null) {
      return turn.identity().caller().equals(caller) ? Optional.of(turn) : Optional.empty();
    }
    return store.find(caller, turnId).map(otherNodes::follow);
  }

  /**
   * Stops a turn for its user, wherever it runs; does nothing on one that has ended. Blocks.
   *
   * @return the turn, or empty when that caller has none of that name
   */
  public Optional<FollowableTurn> cancel(Caller caller, String turnId) {
    Optional<FollowableTurn> found = find(caller, turnId);
    found.ifPresent(turn -> {
      switch (turn) {
        case Turn here -> here.cancel();
        case RemoteTurn elsewhere -> otherNodes.requestCancel(elsewhere);
        case StoredTurn _ -> {} // It has ended.
      }
    });
    return found;
  }

  private void cancelHere(String turnId) {
    Turn turn = running.get(turnId);
    if (turn != null) {
      turn.cancel();
    }
  }

  /** Stops whatever runs in a conversation that its user deletes. */
  public void cancelAllIn(Caller caller, String conversationId) {
    for (Turn turn : running.values()) {
      TurnIdentity identity = turn.identity();
      if (identity.conversationId().equals(conversationId) && identity.caller().equals(caller)) {
        turn.cancel();
      }
    }
  }

  /** How many turns are running. */
  public int active() {
    return running.size();
  }

  /**
   * Takes no new turns, lets running ones finish within the limit, then cancels them, and sees to
   * it that all is written. Jobs' turns that have not begun to run stay in the store as they are.
   * Blocks.
   */
  public void drain(Duration limit) throws InterruptedException {
    shuttingDown = true;
    for (Turn turn : running.values()) {
      turn.loop().execute(() -> putBack(turn));
    }
    awaitNoneRunning(limit);
    if (!running.isEmpty()) {
      log.info("cancelling {} turns that did not finish in time", running.size());
      for (Turn turn : running.values()) {
        turn.loop().execute(() -> turn.cancel(CancelledBy.SHUTDOWN));
      }
      awaitNoneRunning(END_OF_CANCELLED);
    }
    journal.close(END_OF_CANCELLED);
    otherNodes.close();
  }

  /** On the turn's loop, where it begins to run too: it does either one or the other. */
  private void putBack(Turn turn) {
    if (turn.isJobUnstarted() && !turn.state().isFinal()) {
      String turnId = turn.identity().turnId();
      journal.forget(turnId);
      running.remove(turnId);
    }
  }

  private void awaitNoneRunning(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!running.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private Timeline timeline(long receivedNanos) {
    return parts.measured.getAsBoolean()
        ? new Timeline(receivedNanos)
        : Timeline.unmeasured(receivedNanos);
  }

  private Turn register(
      Opening opening, Profile profile, TurnIdentity identity, Runnable whenEnded) {
    Turn turn =
        new Turn(
            identity,
            profile,
            opening.origin,
            opening.loop,
            timeline(opening.receivedNanos),
            journal,
            otherNodes.readers(),
            parts.simulated,
            opening.request.continues(),
            // On the loop, once the end is durable: from now on the store answers for the turn.
            end -> {
              Turn ended = running.remove(identity.turnId());
              whenEnded.run();
              if (end != null && ended != null && ended.isMeasured()) {
                TurnAccount account = ended.account(opening.trace);
                tell(listener -> listener.ended(identity, opening.origin, end, account));
              } else if (end != null) {
                tell(listener -> listener.ended(identity, opening.origin, end));
              } else {
                tell(listener -> listener.gone(identity, opening.origin));
              }
            });
    running.put(identity.turnId(), turn);
    journal.track(turn, () -> otherNodes.lost(turn));
    otherNodes.share(turn);
    return turn;
  }

  private void tell(Consumer<TurnListener> news) {
    listeners.forEach(news);
  }
}
