package dev.firstword.core.turn.admission;

import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.Conversation;
import dev.firstword.core.conversation.ConversationStore;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.preparation.PreparationTask;
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

  private final RequestValidator validator;
  private final ConversationStore conversations;
  private final TurnStore store;
  private final RateLimiter limits;
  private final int maxActive;
  private final ClusterCoordinator cluster;
  private final TurnFactory factory;
  private final Clock clock;
  private final InFlightRequests inFlight;
  private final StoredAttachments storedAttachments;
  private final AttachmentBudget attachmentMemory;

  /**
   * Creates the admission.
   *
   * @param limits checked before a new turn is stored, but not for a duplicate of an existing one
   * @param maxActive how many active turns a user may have
   * @param storedAttachments finds the attachments that requests refer to
   * @param attachmentMemory the memory for the images and files of turns
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
      AttachmentStore storedAttachments,
      AttachmentPolicy attachmentPolicy,
      AttachmentBudget attachmentMemory,
      Clock clock) {
    this.validator = new RequestValidator(profiles, ModelSupport.of(router));
    this.conversations = conversations;
    this.store = store;
    this.limits = limits;
    this.maxActive = maxActive;
    this.cluster = cluster;
    this.factory = factory;
    this.storedAttachments = new StoredAttachments(storedAttachments, attachmentPolicy);
    this.attachmentMemory = attachmentMemory;
    this.clock = clock;
    inFlight = new InFlightRequests(clock::nanoTime);
  }

  /**
   * Checks a request against its profile, fills in its form, and finds what it refers to: the
   * answer that it continues, images and files. Blocks if it refers to any.
   *
   * @throws ProblemException if the request cannot be answered
   */
  public ValidatedRequest validate(TurnRequest request) {
    ChatRequest chatRequest = request.chatRequest();
    Profile profile = validator.profileOf(chatRequest, request.caller().tenant());
    InterruptedAnswer interruptedAnswer = interruptedAnswerFor(request);
    ChatRequest filled = RequestValidator.fillForm(chatRequest, profile);
    ChatRequest inConversation =
        interruptedAnswer == null
            ? filled
            : filled.withConversationId(interruptedAnswer.conversationId());
    return new ValidatedRequest(
        request.withChatRequest(storedAttachments.resolve(request.caller(), inConversation)),
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
    AttachmentBudget.Reservation memory = attachmentMemory.reserveAnyway(validated.mediaBytes());
    Turn turn = factory.create(validated, stored.identity(), memory::release);
    return new AdmittedTurn(turn, false, validated, null, null, memory::tryGrow);
  }

  private AdmittedTurn insert(
      ValidatedRequest validated,
      @Nullable PreparationTask preparation,
      InFlightRequests.Key key,
      Reservation reservation) {
    TurnRequest request = validated.request();
    NewTurn newTurn = newTurn(validated, key);
    AttachmentBudget.Reservation memory =
        attachmentMemory
            .reserve(validated.mediaBytes())
            .orElseThrow(() -> new ProblemException(Problem.tooManyUploads()));
    boolean isInserted = false;
    try {
      Insertion insertion =
          CurrentTrace.callWithin(request.trace().traceparent(), () -> insertWithinLimits(newTurn));
      isInserted = insertion.outcome() instanceof InsertOutcome.Inserted;
      return admitted(validated, preparation, reservation, newTurn, insertion, memory);
    } finally {
      if (!isInserted) {
        memory.release();
      }
    }
  }

  private AdmittedTurn admitted(
      ValidatedRequest validated,
      @Nullable PreparationTask preparation,
      Reservation reservation,
      NewTurn newTurn,
      Insertion insertion,
      AttachmentBudget.Reservation memory) {
    TurnRequest request = validated.request();
    if (insertion.outcome() instanceof InsertOutcome.Inserted inserted) {
      Turn turn =
          factory.create(
              validated,
              newTurn.identity(),
              () -> {
                memory.release();
                reservation.turnEnded(newTurn.identity().turnId());
                releaseLater(request.loop(), reservation);
              });
      var durable =
          insertion
              .durable()
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  memory.release();
                }
                settle(turn, validated, reservation, failure);
              });
      return new AdmittedTurn(
          turn, false, validated, inserted.position(), preparation, memory::tryGrow, durable);
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
      case InsertOutcome.NotReplaceable _ ->
          throw new ProblemException(
              Problem.notAnswerable(
                  "The message to replace is no longer part of this conversation. Load the"
                      + " conversation again."));
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
    return new AdmittedTurn(turn, true, validated, null, null, _ -> false);
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
    NewTurn turn =
        NewTurn.of(
            identity,
            validated.profile().name(),
            conversationId == null,
            request.chatRequest().message(),
            cluster.nodeId(),
            now);
    return (request.createsConversation() ? turn.creatingConversationIfAbsent() : turn)
        .withDeduplication(idempotencyKey(key, request.digest()), duplicateCriteria(key, now))
        .withOriginAndLimit(request.origin(), maxActive)
        .withAttachments(request.chatRequest().attachments())
        .withPlace(request.chatRequest().replaces(), conversationOrigin(request));
  }

  private static String conversationOrigin(TurnRequest request) {
    String named = request.chatRequest().origin();
    if (named != null) {
      return named;
    }
    return switch (request.origin()) {
      case LIVE -> Conversation.ORIGIN_CHAT;
      case JOB -> Conversation.ORIGIN_JOB;
    };
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
