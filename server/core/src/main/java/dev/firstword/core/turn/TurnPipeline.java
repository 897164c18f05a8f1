package dev.firstword.core.turn;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.QuickSummary;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.preparation.AcceptedMessage;
import dev.firstword.core.preparation.PhaseListener;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.core.preparation.PreparationRequest;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.preparation.PreparedPrompt;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.PrepareRequest;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.ComplexityClassifier;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.turn.TurnService.AdmittedTurn;
import dev.firstword.core.turn.TurnService.TurnRequest;
import dev.firstword.core.turn.admission.InterruptedAnswer;
import dev.firstword.core.turn.running.GenerationRequest;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.TurnStore.TurnOrigin;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a turn from admission to generation: prepares the prompt on virtual threads, then calls a
 * model on the turn's event loop.
 */
public final class TurnPipeline {

  private static final Logger log = LoggerFactory.getLogger(TurnPipeline.class);

  /** The phase in which the classifier runs, if there is one. */
  private static final String COMPLEXITY_PHASE = "complexity";

  private final Preparation preparation;
  private final Router router;
  private final AnswerLengthStatistics lengths;
  private final SummaryCounters summaries;
  private final ExecutorService virtualThreads;
  private final Consumer<Prompt> promptPrefetch;

  /**
   * Creates the pipeline.
   *
   * @param lengths learns how long answers are
   * @param summaries counts the outcomes of quick summaries
   * @param promptPrefetch receives the known prefix of a prompt that a user is likely to send soon
   */
  public TurnPipeline(
      Preparation preparation,
      Router router,
      AnswerLengthStatistics lengths,
      SummaryCounters summaries,
      ExecutorService virtualThreads,
      Consumer<Prompt> promptPrefetch) {
    this.preparation = preparation;
    this.router = router;
    this.lengths = lengths;
    this.summaries = summaries;
    this.virtualThreads = virtualThreads;
    this.promptPrefetch = promptPrefetch;
  }

  /** See {@link TurnService#prepareUnauthenticated}. */
  Optional<PreparationTask> prepareUnauthenticated(
      Caller claimedCaller,
      ChatRequest request,
      TraceContext trace,
      Profile profile,
      String remoteAddress) {
    return preparation.prepareUnauthenticated(
        preparationRequest(claimedCaller, request, profile).withTrace(trace), remoteAddress);
  }

  /** See {@link TurnService#prepareDraft}. */
  void prepareDraft(Caller caller, PrepareRequest request, Profile profile) {
    PreparationRequest draft =
        new PreparationRequest(caller, profile, request.conversationId(), request.draft(), null);
    preparation.prepareDraft(draft);
    if (draft.message().isBlank()) {
      promptPrefetch.accept(draft.instructions());
    }
  }

  /**
   * Returns what to prepare: the message, or the original question of the answer that is continued.
   */
  private static PreparationRequest preparationRequest(AdmittedTurn admitted) {
    TurnRequest request = admitted.request();
    PreparationRequest asked =
        preparationRequest(request.caller(), request.chatRequest(), admitted.profile())
            .withTrace(request.trace());
    InterruptedAnswer interruptedAnswer = admitted.interruptedAnswer();
    return interruptedAnswer == null
        ? asked
        : asked.continuing(interruptedAnswer.question(), interruptedAnswer.text());
  }

  private static AcceptedMessage acceptedMessage(Turn turn, AdmittedTurn admitted) {
    TurnRequest request = admitted.request();
    InterruptedAnswer interruptedAnswer = admitted.interruptedAnswer();
    return interruptedAnswer == null
        ? new AcceptedMessage(
            turn.identity().userMessageId(),
            request.chatRequest().message(),
            admitted.position(),
            request.receivedNanos(),
            request.authenticatedNanos())
        : new AcceptedMessage(
            interruptedAnswer.userMessageId(),
            interruptedAnswer.question(),
            null,
            request.receivedNanos(),
            request.authenticatedNanos());
  }

  private static PreparationRequest preparationRequest(
      Caller caller, ChatRequest chatRequest, Profile profile) {
    return new PreparationRequest(
        caller, profile, chatRequest.conversationId(), chatRequest.message(), chatRequest.system());
  }

  /** Starts a turn. Must be called on its loop. */
  void run(Turn turn, AdmittedTurn admitted) {
    TurnRequest request = admitted.request();
    if (request.origin() == TurnOrigin.LIVE) { // A job waits in a queue first.
      turn.recordStored(request.authenticatedNanos(), turn.loop().nanoTime());
    }
    turn.start();
    if (turn.state().isFinal()) {
      request.cancelPreparation();
      return;
    }
    CompletableFuture<Optional<Complexity>> classified = classify(turn, admitted);
    try {
      virtualThreads.execute(() -> prepare(turn, admitted, classified));
    } catch (RejectedExecutionException e) {
      request.cancelPreparation();
      fail(turn, e);
    }
  }

  /**
   * Runs the classifier in parallel with the preparation, as a phase of its own. Called on the
   * loop, where the future completes too; completes immediately when there is no classifier.
   */
  private CompletableFuture<Optional<Complexity>> classify(Turn turn, AdmittedTurn admitted) {
    EventLoop loop = turn.loop();
    Optional<ComplexityClassifier> classification =
        router.classify(
            preparationRequest(admitted).message(),
            admitted.profile(),
            admitted.request().chatRequest().model(),
            loop);
    if (classification.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<Complexity>> classified = new CompletableFuture<>();
    turn.phaseStarted(COMPLEXITY_PHASE, loop.nanoTime());
    classification
        .get()
        .onResult(complexity -> {
          turn.phaseEnded(
              COMPLEXITY_PHASE,
              complexity == null ? PhaseState.DEGRADED : PhaseState.FINISHED,
              loop.nanoTime());
          classified.complete(Optional.ofNullable(complexity));
        });
    return classified;
  }

  private void prepare(
      Turn turn, AdmittedTurn admitted, CompletableFuture<Optional<Complexity>> classified) {
    TurnRequest request = admitted.request();
    EventLoop loop = turn.loop();
    try {
      PreparationTask task = preparation.take(preparationRequest(admitted), request.preparation());
      loop.execute(() -> turn.setPreparationCanceller(task::cancel));
      task.acceptMessage(
          acceptedMessage(turn, admitted),
          phaseListener(turn),
          (prompt, failure) ->
              loop.execute(() -> {
                if (prompt != null) {
                  var _ =
                      classified.thenAccept(
                          complexity -> generate(turn, admitted, prompt, complexity.orElse(null)));
                } else {
                  fail(turn, failure);
                }
              }));
    } catch (RuntimeException e) {
      loop.execute(() -> fail(turn, e));
    }
  }

  private void generate(
      Turn turn, AdmittedTurn admitted, PreparedPrompt prompt, @Nullable Complexity classified) {
    TurnRequest request = admitted.request();
    ChatRequest chatRequest = request.chatRequest();
    EventLoop loop = turn.loop();
    String question = preparationRequest(admitted).message();
    turn.generate(
        new GenerationRequest(
            prompt.sources(),
            listener ->
                router.open(
                    new RoutingRequest(
                        prompt.prompt(),
                        question,
                        classified,
                        admitted.profile(),
                        chatRequest.model(),
                        chatRequest.priority(),
                        remainingBudget(chatRequest, loop.nanoTime() - request.receivedNanos()),
                        request.trace().traceparent()),
                    loop,
                    listener),
            listener ->
                router.openFastest(
                    QuickSummary.prompt(prompt.prompt()),
                    QuickSummary.MAX_TOKENS,
                    QuickSummary.LIMITS,
                    loop,
                    listener),
            chatRequest.summary(),
            PromptBuilder.estimateTokens(prompt.prompt()),
            admitted.interruptedAnswer() == null ? "" : admitted.interruptedAnswer().text(),
            lengths,
            summaries));
  }

  private static @Nullable Duration remainingBudget(ChatRequest request, long spentNanos) {
    Integer limit = request.maxTtftMs();
    return limit == null ? null : Duration.ofMillis(limit).minusNanos(spentNanos);
  }

  private static void fail(Turn turn, @Nullable Throwable failure) {
    if (!turn.state().isFinal()) {
      log.error("{} could not be prepared", turn.identity().turnId(), failure);
      turn.fail(
          "preparation_failed",
          "The question could not be prepared for the model. Try again.",
          Action.RETRY,
          null);
    }
  }

  private static PhaseListener phaseListener(Turn turn) {
    EventLoop loop = turn.loop();
    return new PhaseListener() {
      @Override
      public void phaseStarted(String phase, long nanos) {
        loop.execute(() -> turn.phaseStarted(phase, nanos));
      }

      @Override
      public void phaseEnded(String phase, PhaseState state, long nanos) {
        loop.execute(() -> turn.phaseEnded(phase, state, nanos));
      }
    };
  }
}
