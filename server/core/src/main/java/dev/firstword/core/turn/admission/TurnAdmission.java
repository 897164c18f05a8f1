package dev.firstword.core.turn.admission;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.CurrentTrace;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.TurnService.AdmittedTurn;
import dev.firstword.core.turn.TurnService.Dependencies;
import dev.firstword.core.turn.TurnService.TurnRequest;
import dev.firstword.core.turn.admission.RequestDeduplicator.Reservation;
import dev.firstword.core.turn.admission.RequestDeduplicator.ReservationResult;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Admits a request for a turn: creates a new turn whose message is durable, returns the turn that
 * an identical request already started, or refuses the request.
 */
public final class TurnAdmission {

  private static final Duration DUPLICATE_WAIT_TIMEOUT = Duration.ofSeconds(10);

  private final Dependencies dependencies;
  private final TurnStore store;
  private final BiFunction<Caller, String, Optional<FollowableTurn>> find;
  private final TurnRegistrar registrar;
  private final RequestDeduplicator deduplicator;

  /** Registers a stored turn as one that runs on this node. */
  public interface TurnRegistrar {
    Turn register(TurnRequest request, Profile profile, TurnIdentity identity, Runnable whenEnded);
  }

  /**
   * Creates the admission.
   *
   * @param find finds a caller's turn by its id, on any node
   */
  public TurnAdmission(
      Dependencies dependencies,
      BiFunction<Caller, String, Optional<FollowableTurn>> find,
      TurnRegistrar registrar) {
    this.dependencies = dependencies;
    this.store = dependencies.store();
    this.find = find;
    this.registrar = registrar;
    deduplicator = new RequestDeduplicator(dependencies.clock()::nanoTime);
  }

  /**
   * Finds or creates the turn for a request. Blocks.
   *
   * @throws ProblemException if no turn can be admitted
   */
  public AdmittedTurn admit(TurnRequest original) {
    Profile profile = profileFor(original.chatRequest());
    InterruptedAnswer interruptedAnswer = interruptedAnswerFor(original);
    TurnRequest filledRequest = original.withChatRequest(fillForm(original.chatRequest(), profile));
    TurnRequest request =
        interruptedAnswer == null
            ? filledRequest
            : filledRequest.inConversation(interruptedAnswer.conversationId());
    RequestDeduplicator.Key key =
        RequestDeduplicator.Key.of(
            request.caller(), request.origin(), request.chatRequest(), request.idempotencyKey());
    ReservationResult result = deduplicator.reserve(key, request.digest());
    if (!result.isOwner()) {
      if (request.idempotencyKey() != null
          && !result.reservation().digest.equals(request.digest())) {
        throw new ProblemException(Problem.idempotencyKeyReused());
      }
      return new AdmittedTurn(
          requireOwner(request.caller(), await(result.reservation())),
          true,
          request,
          profile,
          null,
          interruptedAnswer);
    }
    try {
      return admit(request, profile, interruptedAnswer, key, result.reservation());
    } catch (RuntimeException | Error e) {
      deduplicator.fail(result.reservation(), e);
      throw e;
    }
  }

  /**
   * Returns the profile of a request, after checking that the profile allows what the request asks
   * for.
   */
  public Profile profileFor(ChatRequest request) {
    Profile profile =
        dependencies
            .profiles()
            .find(request.profile())
            .orElseThrow(() -> new ProblemException(Problem.unknownProfile(request.profile())));
    if (request.system() != null && !profile.allowsSystemOverride()) {
      throw new ProblemException(
          Problem.notAnswerable("The profile \"" + profile.name() + "\" fixes its system prompt."));
    }
    String pinned = request.model();
    if (pinned != null && !dependencies.router().hasModel(pinned)) {
      throw new ProblemException(
          Problem.notAnswerable("There is no model named \"" + pinned + "\"."));
    }
    return profile;
  }

  /**
   * Returns the request with the message that the profile's form builds from the inputs.
   *
   * @throws ProblemException if a required input is missing, or there is no message
   */
  public static ChatRequest fillForm(ChatRequest request, Profile profile) {
    Form form = profile.answerPolicy().form();
    if (form.isFilledIn(request.inputs())) {
      form.firstMissing(request.inputs())
          .ifPresent(input -> {
            throw new ProblemException(Problem.notAnswerable("Fill in \"" + input.label() + "\"."));
          });
      return request.withMessage(form.fill(request.message(), request.inputs()));
    }
    if (request.message().isBlank()) {
      throw new ProblemException(
          Problem.malformed("The field \"message\" is missing. Write a message."));
    }
    return request;
  }

  /** Returns the answer that a request continues, or null if it asks for a new one. */
  @Nullable
  public InterruptedAnswer interruptedAnswerFor(TurnRequest request) {
    String turnId = request.chatRequest().continues();
    if (turnId == null) {
      return null;
    }
    Caller caller = request.caller();
    InterruptedAnswer interruptedAnswer =
        InterruptedAnswer.load(turnId, id -> find.apply(caller, id), dependencies.conversations());
    String conversationId = request.chatRequest().conversationId();
    if (conversationId != null && !conversationId.equals(interruptedAnswer.conversationId())) {
      throw new ProblemException(
          Problem.notAnswerable("The answer to continue belongs to another conversation."));
    }
    return interruptedAnswer;
  }

  private AdmittedTurn admit(
      TurnRequest request,
      Profile profile,
      @Nullable InterruptedAnswer interruptedAnswer,
      RequestDeduplicator.Key key,
      Reservation reservation) {
    ChatRequest chatRequest = request.chatRequest();
    String conversationId = chatRequest.conversationId();
    long now = dependencies.clock().millis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            conversationId == null ? Identifier.create("conv", now) : conversationId,
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            request.caller());
    NewTurn newTurn =
        NewTurn.of(
                identity,
                profile.name(),
                conversationId == null,
                chatRequest.message(),
                dependencies.nodeId(),
                now)
            .withDeduplication(idempotencyKey(key, request.digest()), duplicateCriteria(key, now))
            .withOriginAndLimit(request.origin(), dependencies.maxActive());
    return switch (CurrentTrace.callWithin(
        request.trace().traceparent(), () -> insertWithinLimits(newTurn))) {
      case InsertOutcome.Inserted inserted -> {
        Turn turn =
            registrar.register(
                request, profile, identity, () -> releaseLater(request.loop(), reservation));
        reservation.turn.complete(turn);
        yield new AdmittedTurn(
            turn, false, request, profile, inserted.position(), interruptedAnswer);
      }
      case InsertOutcome.Duplicate duplicate -> {
        FollowableTurn turn =
            find.apply(request.caller(), duplicate.turnId())
                .orElseThrow(() -> new ProblemException(Problem.idempotencyKeyReused()));
        reservation.turn.complete(turn);
        deduplicator.release(reservation);
        yield new AdmittedTurn(turn, true, request, profile, null, interruptedAnswer);
      }
      case InsertOutcome.KeyReused _ -> throw new ProblemException(Problem.idempotencyKeyReused());
      case InsertOutcome.TooManyActive _ ->
          throw new ProblemException(Problem.tooManyActive(dependencies.maxActive()));
      case InsertOutcome.ConversationNotFound _ ->
          throw new ProblemException(Problem.unknownConversation());
    };
  }

  /**
   * Stores the turn if the caller is within its limits. Only a turn that is really created counts
   * against them.
   */
  private InsertOutcome insertWithinLimits(NewTurn turn) {
    Caller caller = turn.identity().caller();
    try {
      dependencies.limits().acquireTurn(caller);
    } catch (ProblemException limitExceeded) {
      return store.findDuplicate(turn).orElseThrow(() -> limitExceeded);
    }
    boolean inserted = false;
    try {
      InsertOutcome outcome = store.insert(turn);
      inserted = outcome instanceof InsertOutcome.Inserted;
      return outcome;
    } finally {
      if (!inserted) {
        dependencies.limits().refundTurn(caller);
      }
    }
  }

  private static @Nullable IdempotencyKey idempotencyKey(
      RequestDeduplicator.Key key, String digest) {
    return switch (key) {
      case RequestDeduplicator.Key.Idempotency idempotency ->
          new IdempotencyKey(idempotency.key(), digest);
      case RequestDeduplicator.Key.Message _ -> null;
    };
  }

  private static @Nullable DuplicateCriteria duplicateCriteria(
      RequestDeduplicator.Key key, long nowMs) {
    return switch (key) {
      case RequestDeduplicator.Key.Idempotency _ -> null;
      case RequestDeduplicator.Key.Message message -> message.toCriteria(nowMs);
    };
  }

  private void releaseLater(EventLoop loop, Reservation reservation) {
    loop.schedule(RequestDeduplicator.DOUBLE_CLICK_WINDOW, () -> deduplicator.release(reservation));
  }

  /** Keys are shared by a tenant, but a turn belongs to the user who started it. */
  private static FollowableTurn requireOwner(Caller caller, FollowableTurn turn) {
    if (!turn.identity().caller().equals(caller)) {
      throw new ProblemException(Problem.idempotencyKeyReused());
    }
    return turn;
  }

  private static FollowableTurn await(Reservation reservation) {
    try {
      return reservation.turn.get(DUPLICATE_WAIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException refused) {
        throw new ProblemException(refused.problem());
      }
      throw new IllegalStateException("the same request failed", e.getCause());
    } catch (TimeoutException _) {
      throw new ProblemException(Problem.storeUnavailable());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.shuttingDown());
    }
  }
}
