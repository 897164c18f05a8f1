package dev.firstword.turn;

import dev.firstword.conversation.ConversationStore;
import dev.firstword.identity.Caller;
import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.routing.Router;
import dev.firstword.timeline.Timeline;
import dev.firstword.turn.SameRequests.Claim;
import dev.firstword.turn.SameRequests.Claimed;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door to turns: begins them, finds them, ends them at shutdown. */
public final class Turns {

  private static final Duration LONGEST_WAIT_FOR_SAME = Duration.ofSeconds(10);
  private static final Duration END_OF_CANCELLED = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Turns.class);

  private final Profiles profiles;
  private final ConversationStore conversations;
  private final TurnStore store;
  private final Router router;
  private final TurnRunner runner;
  private final InstantSource clock;
  private final boolean simulated;
  private final Journal journal;
  private final SameRequests sameRequests;
  private final Map<String, Turn> running = new ConcurrentHashMap<>();
  private volatile boolean shuttingDown;

  /**
   * Turns over these parts.
   *
   * @param simulated whether the models are the simulator's; every turn's start says so
   */
  public Turns(
      Profiles profiles,
      ConversationStore conversations,
      TurnStore store,
      Router router,
      TurnRunner runner,
      InstantSource clock,
      boolean simulated) {
    this.profiles = profiles;
    this.conversations = conversations;
    this.store = store;
    this.router = router;
    this.runner = runner;
    this.clock = clock;
    this.simulated = simulated;
    this.journal = new Journal(store, clock);
    this.sameRequests = new SameRequests(System::nanoTime);
  }

  /**
   * A request for a turn.
   *
   * @param idempotencyKey the request's, if it has one
   * @param digest of the request's body
   * @param receivedNanos when it came, on the loop's clock
   * @param authenticatedNanos when the caller was known
   * @param loop the one to live on
   */
  public record Opening(
      Caller caller,
      ChatRequest request,
      @Nullable String idempotencyKey,
      String digest,
      @Nullable String traceparent,
      long receivedNanos,
      long authenticatedNanos,
      EventLoop loop) {}

  /**
   * A turn that answers a request.
   *
   * @param replayed whether it was begun by an earlier one of the same words
   */
  public record Begun(FollowableTurn turn, boolean replayed, Opening opening, Profile profile) {}

  /**
   * Finds or makes the turn for a request. When this returns the user's message is durable; the
   * turn itself waits for {@link #start}. Blocks.
   *
   * @throws RefusedException when there is to be no turn
   */
  public Begun begin(Opening opening) {
    if (shuttingDown) {
      throw new RefusedException(Problem.shuttingDown());
    }
    Profile profile = profileFor(opening.request);
    SameRequests.Key key =
        SameRequests.Key.of(opening.caller, opening.request, opening.idempotencyKey);
    Claimed claimed = sameRequests.claim(key, opening.digest);
    if (!claimed.isMine()) {
      if (opening.idempotencyKey != null && !claimed.claim().digest.equals(opening.digest)) {
        throw new RefusedException(Problem.keyReused());
      }
      return new Begun(await(claimed.claim()), true, opening, profile);
    }
    try {
      return begin(opening, profile, claimed.claim());
    } catch (RuntimeException | Error e) {
      sameRequests.giveUp(claimed.claim(), e);
      throw e;
    }
  }

  /** Lets a new turn run, and joins the reader. Called on the opening's loop. */
  public void start(Begun begun, LogReader reader) {
    begun.turn.join(reader);
    startUnread(begun);
  }

  /** Lets a new turn run though the one who asked is gone already. Called on the loop. */
  public void startUnread(Begun begun) {
    if (begun.turn instanceof Turn turn && !begun.replayed) {
      runner.run(turn, begun.opening, begun.profile);
    }
  }

  /** A turn of that caller's, running or ended. Blocks. */
  public Optional<FollowableTurn> find(Caller caller, String turnId) {
    Turn turn = running.get(turnId);
    if (turn != null) {
      return turn.identity().caller().equals(caller) ? Optional.of(turn) : Optional.empty();
    }
    return store.find(caller, turnId).map(stored -> stored);
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

  /** Ends what a crash left unfinished, so that every turn has its last event. Blocks. */
  public void recover() {
    new Recovery(store, clock).run();
  }

  /** How many turns are running. */
  public int active() {
    return running.size();
  }

  /**
   * Takes no new turns, lets running ones finish within the limit, then cancels them, and sees to
   * it that all is written. Blocks.
   */
  public void drain(Duration limit) throws InterruptedException {
    shuttingDown = true;
    awaitNoneRunning(limit);
    if (!running.isEmpty()) {
      log.info("cancelling {} turns that did not finish in time", running.size());
      for (Turn turn : running.values()) {
        turn.loop().execute(() -> turn.cancel(CancelledBy.SHUTDOWN));
      }
      awaitNoneRunning(END_OF_CANCELLED);
    }
    journal.close(END_OF_CANCELLED);
  }

  private void awaitNoneRunning(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!running.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private Profile profileFor(ChatRequest request) {
    Profile profile =
        profiles
            .find(request.profile())
            .orElseThrow(() -> new RefusedException(Problem.unknownProfile(request.profile())));
    if (request.system() != null && !profile.systemReplaceable()) {
      throw new RefusedException(
          Problem.notAnswerable("The profile \"" + profile.name() + "\" keeps its own system."));
    }
    String pinned = request.model();
    if (pinned != null && !router.knows(pinned)) {
      throw new RefusedException(
          Problem.notAnswerable("There is no model named \"" + pinned + "\"."));
    }
    return profile;
  }

  private Begun begin(Opening opening, Profile profile, Claim claim) {
    ChatRequest request = opening.request;
    String conversationId = request.conversationId();
    if (conversationId != null && !conversations.exists(opening.caller, conversationId)) {
      throw new RefusedException(Problem.unknownConversation());
    }
    long now = clock.millis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            conversationId == null ? Identifier.create("conv", now) : conversationId,
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            opening.caller);
    NewTurn record =
        new NewTurn(
            identity,
            profile.name(),
            conversationId == null,
            request.message(),
            opening.idempotencyKey == null
                ? null
                : new Once(opening.idempotencyKey, opening.digest),
            now);
    return switch (store.begin(record)) {
      case BeginOutcome.Begun _ ->
          new Begun(register(opening, profile, claim, identity), false, opening, profile);
      case BeginOutcome.SameAs same -> {
        FollowableTurn turn =
            find(opening.caller, same.turnId())
                .orElseThrow(() -> new RefusedException(Problem.unknownTurn()));
        claim.turn.complete(turn);
        sameRequests.forget(claim);
        yield new Begun(turn, true, opening, profile);
      }
      case BeginOutcome.KeyReused _ -> throw new RefusedException(Problem.keyReused());
      case BeginOutcome.NoConversation _ ->
          throw new RefusedException(Problem.unknownConversation());
    };
  }

  private Turn register(Opening opening, Profile profile, Claim claim, TurnIdentity identity) {
    EventLoop loop = opening.loop;
    Turn turn =
        new Turn(
            identity,
            profile,
            loop,
            new Timeline(opening.receivedNanos),
            journal,
            simulated,
            () -> ended(identity, claim, loop));
    running.put(identity.turnId(), turn);
    journal.track(identity, turn.log());
    claim.turn.complete(turn);
    return turn;
  }

  /** Called on the loop once the turn's end is durable: from now on the store answers for it. */
  private void ended(TurnIdentity identity, Claim claim, EventLoop loop) {
    running.remove(identity.turnId());
    loop.schedule(SameRequests.DOUBLE_CLICK, () -> sameRequests.forget(claim));
  }

  private static FollowableTurn await(Claim claim) {
    try {
      return claim.turn.get(LONGEST_WAIT_FOR_SAME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw new RefusedException(refused.problem());
      }
      throw new IllegalStateException("the same request failed", e.getCause());
    } catch (TimeoutException _) {
      throw new RefusedException(Problem.storeAway());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RefusedException(Problem.shuttingDown());
    }
  }
}
