package dev.firstword.turn;

import dev.firstword.identity.Caller;
import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Form;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.CurrentTrace;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.turn.SameRequests.Claim;
import dev.firstword.turn.SameRequests.Claimed;
import dev.firstword.turn.TurnStore.BeginOutcome;
import dev.firstword.turn.TurnStore.NewTurn;
import dev.firstword.turn.TurnStore.Once;
import dev.firstword.turn.TurnStore.SameMessage;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
import dev.firstword.turn.Turns.Parts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a request for a turn: a new one whose message is durable, the one that the same
 * request has begun before, or a refusal.
 */
final class Beginning {

  private static final Duration LONGEST_WAIT_FOR_SAME = Duration.ofSeconds(10);

  private final Parts parts;
  private final TurnStore store;
  private final BiFunction<Caller, String, Optional<FollowableTurn>> find;
  private final Register register;
  private final SameRequests sameRequests = new SameRequests(System::nanoTime);

  /** Makes a turn that is stored one that runs here. */
  interface Register {
    Turn register(Opening opening, Profile profile, TurnIdentity identity, Runnable whenEnded);
  }

  /**
   * Over those parts.
   *
   * @param find a caller's turn by its id, wherever it runs
   */
  Beginning(
      Parts parts, BiFunction<Caller, String, Optional<FollowableTurn>> find, Register register) {
    this.parts = parts;
    this.store = parts.store();
    this.find = find;
    this.register = register;
  }

  /**
   * Finds or makes the turn for a request. Blocks.
   *
   * @throws RefusedException when there is to be no turn
   */
  Begun begin(Opening asked) {
    Profile profile = profileFor(asked.request());
    BrokenAnswer broken = brokenFor(asked);
    Opening filled = asked.with(filled(asked.request(), profile));
    Opening opening = broken == null ? filled : filled.in(broken.conversationId());
    SameRequests.Key key =
        SameRequests.Key.of(
            opening.caller(), opening.origin(), opening.request(), opening.idempotencyKey());
    Claimed claimed = sameRequests.claim(key, opening.digest());
    if (!claimed.isMine()) {
      if (opening.idempotencyKey() != null && !claimed.claim().digest.equals(opening.digest())) {
        throw new RefusedException(Problem.keyReused());
      }
      return new Begun(
          requireOwn(opening.caller(), await(claimed.claim())),
          true,
          opening,
          profile,
          null,
          broken);
    }
    try {
      return begin(opening, profile, broken, key, claimed.claim());
    } catch (RuntimeException | Error e) {
      sameRequests.giveUp(claimed.claim(), e);
      throw e;
    }
  }

  /** The profile that a request asks for, if it may ask for what it does. */
  Profile profileFor(ChatRequest request) {
    Profile profile =
        parts
            .profiles()
            .find(request.profile())
            .orElseThrow(() -> new RefusedException(Problem.unknownProfile(request.profile())));
    if (request.system() != null && !profile.systemReplaceable()) {
      throw new RefusedException(
          Problem.notAnswerable("The profile \"" + profile.name() + "\" keeps its own system."));
    }
    String pinned = request.model();
    if (pinned != null && !parts.router().knows(pinned)) {
      throw new RefusedException(
          Problem.notAnswerable("There is no model named \"" + pinned + "\"."));
    }
    return profile;
  }

  /**
   * A request with the message that its profile's form makes of what was filled in.
   *
   * @throws RefusedException when something needed is missing, or there is no message
   */
  static ChatRequest filled(ChatRequest request, Profile profile) {
    Form form = profile.answering().form();
    if (form.takes(request.inputs())) {
      form.missing(request.inputs())
          .ifPresent(input -> {
            throw new RefusedException(Problem.notAnswerable("Fill in \"" + input.label() + "\"."));
          });
      return request.saying(form.fill(request.message(), request.inputs()));
    }
    if (request.message().isBlank()) {
      throw new RefusedException(
          Problem.malformed("The field \"message\" is missing. Write a message."));
    }
    return request;
  }

  /** The answer that a request wants to be gone on with; absent where it wants a new one. */
  @Nullable BrokenAnswer brokenFor(Opening opening) {
    String turnId = opening.request().continues();
    if (turnId == null) {
      return null;
    }
    Caller caller = opening.caller();
    BrokenAnswer broken =
        BrokenAnswer.of(turnId, id -> find.apply(caller, id), parts.conversations());
    String conversationId = opening.request().conversationId();
    if (conversationId != null && !conversationId.equals(broken.conversationId())) {
      throw new RefusedException(
          Problem.notAnswerable("The answer to go on with is of another conversation."));
    }
    return broken;
  }

  private Begun begin(
      Opening opening,
      Profile profile,
      @Nullable BrokenAnswer broken,
      SameRequests.Key key,
      Claim claim) {
    ChatRequest request = opening.request();
    String conversationId = request.conversationId();
    long now = parts.clock().millis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            conversationId == null ? Identifier.create("conv", now) : conversationId,
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            opening.caller());
    NewTurn record =
        NewTurn.of(
                identity,
                profile.name(),
                conversationId == null,
                request.message(),
                parts.node(),
                now)
            .with(once(key, opening.digest()), same(key, now))
            .limited(opening.origin(), parts.mostActive());
    return switch (CurrentTrace.within(opening.trace().traceparent(), () -> keep(record))) {
      case BeginOutcome.Begun begun -> {
        Turn turn =
            register.register(opening, profile, identity, () -> forgetLater(opening.loop(), claim));
        claim.turn.complete(turn);
        yield new Begun(turn, false, opening, profile, begun.position(), broken);
      }
      case BeginOutcome.SameAs same -> {
        FollowableTurn turn =
            find.apply(opening.caller(), same.turnId())
                .orElseThrow(() -> new RefusedException(Problem.keyReused()));
        claim.turn.complete(turn);
        sameRequests.forget(claim);
        yield new Begun(turn, true, opening, profile, null, broken);
      }
      case BeginOutcome.KeyReused _ -> throw new RefusedException(Problem.keyReused());
      case BeginOutcome.TooManyActive _ ->
          throw new RefusedException(Problem.tooManyActive(parts.mostActive()));
      case BeginOutcome.NoConversation _ ->
          throw new RefusedException(Problem.unknownConversation());
    };
  }

  /** Keeps the turn if its caller may have it now; charges them for what is begun alone. */
  private BeginOutcome keep(NewTurn turn) {
    Caller caller = turn.identity().caller();
    try {
      parts.limits().admit(caller);
    } catch (RefusedException tooMuch) {
      return store.earlier(turn).orElseThrow(() -> tooMuch);
    }
    boolean begun = false;
    try {
      BeginOutcome outcome = store.begin(turn);
      begun = outcome instanceof BeginOutcome.Begun;
      return outcome;
    } finally {
      if (!begun) {
        parts.limits().giveBack(caller);
      }
    }
  }

  private static @Nullable Once once(SameRequests.Key key, String digest) {
    return switch (key) {
      case SameRequests.Key.Idempotency idempotency -> new Once(idempotency.key(), digest);
      case SameRequests.Key.Message _ -> null;
    };
  }

  private static @Nullable SameMessage same(SameRequests.Key key, long nowMs) {
    return switch (key) {
      case SameRequests.Key.Idempotency _ -> null;
      case SameRequests.Key.Message message -> message.stored(nowMs);
    };
  }

  private void forgetLater(EventLoop loop, Claim claim) {
    loop.schedule(SameRequests.DOUBLE_CLICK, () -> sameRequests.forget(claim));
  }

  /** A key is the tenant's, but what somebody else of the tenant began with it is theirs. */
  private static FollowableTurn requireOwn(Caller caller, FollowableTurn turn) {
    if (!turn.identity().caller().equals(caller)) {
      throw new RefusedException(Problem.keyReused());
    }
    return turn;
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
