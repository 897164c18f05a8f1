package dev.firstword.core.turn.admission;

import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.CurrentTrace;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.routing.Router;
import dev.firstword.core.turn.admission.InFlightRequests.Reservation;
import dev.firstword.core.turn.admission.InFlightRequests.ReservationResult;
import dev.firstword.core.turn.cluster.ClusterCoordinator;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.DuplicateCriteria;
import dev.firstword.core.turn.store.TurnStore.IdempotencyKey;
import dev.firstword.core.turn.store.TurnStore.InsertOutcome;
import dev.firstword.core.turn.store.TurnStore.Insertion;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a stored turn: validates it, finds the turn of an earlier identical request,
 * checks limits, and makes the user's message durable.
 */
public final class TurnAdmission {

  private static final Duration DUPLICATE_WAIT_TIMEOUT = Duration.ofSeconds(10);

  private final Profiles profiles;
  private final ConversationStore conversations;
  private final TurnStore store;
  private final Router router;
  private final RateLimiter limits;
  private final int maxActive;
  private final ClusterCoordinator cluster;
  private final TurnFactory factory;
  private final Clock clock;
  private final InFlightRequests inFlight;

  /**
   * Creates the admission.
   *
   * @param limits checked before a new turn is stored, but not for a duplicate of an existing one
   * @param maxActive how many active turns a user may have
   */
  public TurnAdmission(
      Profiles profiles,
      ConversationStore conversations,
      TurnStore store,
      Router router,
      RateLimiter limits,
      int maxActive,
      ClusterCoordinator cluster,
      TurnFactory factory,
      Clock clock) {
    this.profiles = profiles;
    this.conversations = conversations;
    this.store = store;
    this.router = router;
    this.limits = limits;
    this.maxActive = maxActive;
    this.cluster = cluster;
    this.factory = factory;
    this.clock = clock;
    inFlight = new InFlightRequests(clock::nanoTime);
  }

  /**
   * Checks a request against its profile, fills in its form, and loads the answer that it
   * continues. Blocks if it continues one.
   *
   * @throws ProblemException if the request cannot be answered
   */
  public ValidatedRequest validate(TurnRequest request) {
    ChatRequest chatRequest = request.chatRequest();
    Profile profile = profileOf(chatRequest);
    InterruptedAnswer interruptedAnswer = interruptedAnswerFor(request);
    TurnRequest filled = request.withChatRequest(fillForm(chatRequest, profile));
    return new ValidatedRequest(
        interruptedAnswer == null
            ? filled
            : filled.inConversation(interruptedAnswer.conversationId()),
        profile,
        interruptedAnswer);
  }

  /**
   * Stores a new turn, or finds the turn that an earlier identical request started. The message may
   * become durable after this returns: see {@link AdmittedTurn#durable}. Blocks.
   *
   * @param preparation the preparation that runs alongside; belongs to the turn if it is new
   * @throws ProblemException if no turn can be admitted
   */
  public AdmittedTurn store(ValidatedRequest validated, @Nullable PreparationTask preparation) {
    TurnRequest request = validated.request();
    InFlightRequests.Key key =
        InFlightRequests.Key.of(
            request.caller(), request.origin(), request.chatRequest(), request.idempotencyKey());
    ReservationResult result = inFlight.reserve(key, request.digest());
    if (!result.isOwner()) {
      IdempotencyKey idempotencyKey = idempotencyKey(key, request.digest());
      if (idempotencyKey != null && !idempotencyKey.isSameRequest(result.reservation().digest)) {
        throw new ProblemException(Problem.idempotencyKeyReused());
      }
      Optional<FollowableTurn> earlier = turnOf(result.reservation(), request.caller());
      if (earlier.isEmpty()) {
        inFlight.release(result.reservation());
        return store(validated, preparation);
      }
      return replay(requireOwner(request.caller(), earlier.get()), validated);
    }
    try {
      return insert(validated, preparation, key, result.reservation());
    } catch (RuntimeException | Error e) {
      inFlight.fail(result.reservation(), e);
      throw e;
    }
  }

  /** Adopts a stored turn that never started, whichever node stored it. */
  public AdmittedTurn adopt(StoredTurn stored, TurnRequest request) {
    ValidatedRequest validated = validate(request);
    Turn turn = factory.create(validated, stored.identity(), () -> {});
    return new AdmittedTurn(turn, false, validated, null, null);
  }

  private AdmittedTurn insert(
      ValidatedRequest validated,
      @Nullable PreparationTask preparation,
      InFlightRequests.Key key,
      Reservation reservation) {
    TurnRequest request = validated.request();
    NewTurn newTurn = newTurn(validated, key);
    Insertion insertion =
        CurrentTrace.callWithin(request.trace().traceparent(), () -> insertWithinLimits(newTurn));
    if (insertion.outcome() instanceof InsertOutcome.Inserted inserted) {
      Turn turn =
          factory.create(
              validated,
              newTurn.identity(),
              () -> {
                reservation.turnEnded(newTurn.identity().turnId());
                releaseLater(request.loop(), reservation);
              });
      var durable =
          insertion
              .durable()
              .whenComplete((_, failure) -> settle(turn, validated, reservation, failure));
      return new AdmittedTurn(turn, false, validated, inserted.position(), preparation, durable);
    }
    insertion.awaitDurable();
    return switch (insertion.outcome()) {
      case InsertOutcome.Inserted _ -> throw new IllegalStateException("handled above");
      case InsertOutcome.Duplicate duplicate -> {
        FollowableTurn turn =
            cluster
                .find(request.caller(), duplicate.turnId())
                .orElseThrow(() -> new ProblemException(Problem.idempotencyKeyReused()));
        reservation.complete(turn);
        inFlight.release(reservation);
        yield replay(turn, validated);
      }
      case InsertOutcome.KeyReused _ -> throw new ProblemException(Problem.idempotencyKeyReused());
      case InsertOutcome.TooManyActive _ ->
          throw new ProblemException(Problem.tooManyActive(maxActive));
      case InsertOutcome.ConversationNotFound _ ->
          throw new ProblemException(Problem.unknownConversation());
    };
  }

  /**
   * Releases the requests that wait for a turn once its message is durable, or could not be stored.
   */
  private void settle(
      Turn turn, ValidatedRequest validated, Reservation reservation, @Nullable Throwable failure) {
    if (failure == null) {
      reservation.complete(turn);
    } else {
      factory.discard(turn);
      limits.refundTurn(validated.request().caller());
      inFlight.fail(reservation, failure);
    }
  }

  private static AdmittedTurn replay(FollowableTurn turn, ValidatedRequest validated) {
    return new AdmittedTurn(turn, true, validated, null, null);
  }

  private NewTurn newTurn(ValidatedRequest validated, InFlightRequests.Key key) {
    TurnRequest request = validated.request();
    String conversationId = request.chatRequest().conversationId();
    long now = clock.millis();
    TurnIdentity identity =
        new TurnIdentity(
            Identifier.create("turn", now),
            conversationId == null ? Identifier.create("conv", now) : conversationId,
            Identifier.create("msg", now),
            Identifier.create("msg", now),
            request.caller());
    return NewTurn.of(
            identity,
            validated.profile().name(),
            conversationId == null,
            request.chatRequest().message(),
            cluster.nodeId(),
            now)
        .withDeduplication(idempotencyKey(key, request.digest()), duplicateCriteria(key, now))
        .withOriginAndLimit(request.origin(), maxActive)
        .withAttachments(request.chatRequest().attachments());
  }

  /**
   * Returns the profile of a request, after checking that the profile allows what the request asks
   * for.
   */
  private Profile profileOf(ChatRequest request) {
    Profile profile =
        profiles
            .find(request.profile())
            .orElseThrow(() -> new ProblemException(Problem.unknownProfile(request.profile())));
    if (request.system() != null && !profile.allowsSystemOverride()) {
      throw new ProblemException(
          Problem.notAnswerable("The profile \"" + profile.name() + "\" fixes its system prompt."));
    }
    String pinned = request.model();
    if (pinned != null && !router.hasModel(pinned)) {
      throw new ProblemException(
          Problem.notAnswerable("There is no model named \"" + pinned + "\"."));
    }
    String fixed = pinned == null ? profile.model() : pinned;
    if (!router.supports(fixed, request.thinkingOr(profile.modelPolicy().thinking()))) {
      throw new ProblemException(
          Problem.notAnswerable(
              fixed == null
                  ? "No model of this server can be asked to think."
                  : "The model \"" + fixed + "\" cannot be asked to think."));
    }
    return profile;
  }

  /**
   * Returns the request with the message that the profile's form builds from the inputs.
   *
   * @throws ProblemException if a required input is missing, or there is no message
   */
  private static ChatRequest fillForm(ChatRequest request, Profile profile) {
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
  private @Nullable InterruptedAnswer interruptedAnswerFor(TurnRequest request) {
    String turnId = request.chatRequest().continues();
    if (turnId == null) {
      return null;
    }
    Caller caller = request.caller();
    InterruptedAnswer interruptedAnswer =
        InterruptedAnswer.load(turnId, id -> cluster.find(caller, id), conversations);
    String conversationId = request.chatRequest().conversationId();
    if (conversationId != null && !conversationId.equals(interruptedAnswer.conversationId())) {
      throw new ProblemException(
          Problem.notAnswerable("The answer to continue belongs to another conversation."));
    }
    return interruptedAnswer;
  }

  /**
   * Stores the turn if the caller is within its limits. Only a turn that is really created counts
   * against them.
   */
  private Insertion insertWithinLimits(NewTurn turn) {
    Caller caller = turn.identity().caller();
    try {
      limits.acquireTurn(caller);
    } catch (ProblemException limitExceeded) {
      return Insertion.durable(store.findDuplicate(turn).orElseThrow(() -> limitExceeded));
    }
    boolean inserted = false;
    try {
      Insertion insertion = store.startInsert(turn);
      inserted = insertion.outcome() instanceof InsertOutcome.Inserted;
      return insertion;
    } finally {
      if (!inserted) {
        limits.refundTurn(caller);
      }
    }
  }

  private static @Nullable IdempotencyKey idempotencyKey(InFlightRequests.Key key, String digest) {
    return switch (key) {
      case InFlightRequests.Key.Idempotency idempotency ->
          new IdempotencyKey(idempotency.key(), digest);
      case InFlightRequests.Key.Message _ -> null;
    };
  }

  private static @Nullable DuplicateCriteria duplicateCriteria(
      InFlightRequests.Key key, long nowMs) {
    return switch (key) {
      case InFlightRequests.Key.Idempotency _ -> null;
      case InFlightRequests.Key.Message message -> message.toCriteria(nowMs);
    };
  }

  private void releaseLater(EventLoop loop, Reservation reservation) {
    loop.schedule(InFlightRequests.DOUBLE_CLICK_WINDOW, () -> inFlight.release(reservation));
  }

  /** Keys are shared by a tenant, but a turn belongs to the user who started it. */
  private static FollowableTurn requireOwner(Caller caller, FollowableTurn turn) {
    if (!turn.identity().caller().equals(caller)) {
      throw new ProblemException(Problem.idempotencyKeyReused());
    }
    return turn;
  }

  /** Empty if the turn has ended and the caller can't see it: it is another's, or was deleted. */
  private Optional<FollowableTurn> turnOf(Reservation reservation, Caller caller) {
    CompletableFuture<FollowableTurn> running = reservation.turn;
    return running == null
        ? cluster.find(caller, Objects.requireNonNull(reservation.endedTurnId()))
        : Optional.of(await(running));
  }

  private static FollowableTurn await(CompletableFuture<FollowableTurn> turn) {
    try {
      return turn.get(DUPLICATE_WAIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
