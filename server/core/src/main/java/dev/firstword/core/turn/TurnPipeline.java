package dev.firstword.core.turn;

import dev.firstword.core.answer.AnswerLengthStatistics;
import dev.firstword.core.answer.SummaryCounters;
import dev.firstword.core.preparation.PhaseListener;
import dev.firstword.core.preparation.Preparation;
import dev.firstword.core.preparation.PreparationRequest;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.preparation.PreparedPrompt;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnAdmission;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.admission.ValidatedRequest;
import dev.firstword.core.turn.running.GenerationRequest;
import dev.firstword.core.turn.running.LocalTurns;
import dev.firstword.core.turn.running.Turn;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a turn, in five steps: admit and store ({@link #admit}), announce ({@link
 * #announce}), prepare, route, and open the model call ({@link #run}).
 *
 * <p>A request's virtual thread walks through {@code admit} and {@code run}. The event loop of the
 * turn does the rest. It announces the turn as soon as it is durable, which may be after the model
 * call is opened, and owns the turn from then on.
 */
public final class TurnPipeline {

  private static final Logger log = LoggerFactory.getLogger(TurnPipeline.class);

  /** The phase in which the classifier runs, if there is one. */
  private static final String COMPLEXITY_PHASE = "complexity";

  private final TurnAdmission admission;
  private final LocalTurns localTurns;
  private final Preparation preparation;
  private final Router router;
  private final AnswerLengthStatistics lengths;
  private final SummaryCounters summaries;

  public TurnPipeline(
      TurnAdmission admission,
      LocalTurns localTurns,
      Preparation preparation,
      Router router,
      AnswerLengthStatistics lengths,
      SummaryCounters summaries) {
    this.admission = admission;
    this.localTurns = localTurns;
    this.preparation = preparation;
    this.router = router;
    this.lengths = lengths;
    this.summaries = summaries;
  }

  /**
   * Steps 1 and 2, admit and store. The user's message may become durable after this returns:
   * preparing and calling the model need not wait for it, but announcing the turn must. The
   * preparation of a live turn runs alongside all of this. Blocks.
   *
   * @throws ProblemException if no turn can be admitted
   */
  AdmittedTurn admit(TurnRequest request) {
    PreparationTask task = request.preparation();
    try {
      if (localTurns.isDraining()) {
        throw new ProblemException(Problem.shuttingDown());
      }
      ValidatedRequest validated = admission.validate(request);
      if (request.origin() == TurnOrigin.LIVE) {
        task = preparation.take(validated.preparationRequest(), task);
      }
      AdmittedTurn admitted = admission.store(validated, task);
      if (admitted.replayed()) {
        cancelIfPresent(task);
      }
      return admitted;
    } catch (RuntimeException | Error e) {
      cancelIfPresent(task);
      throw e;
    }
  }

  /** Publishes the start of a new turn. Must be called on its loop, after a reader subscribed. */
  void announce(AdmittedTurn admitted) {
    admitted
        .newTurn()
        .ifPresent(turn -> {
          if (staysQueued(turn)) {
            return;
          }
          turn.recordStored();
          turn.start();
        });
  }

  /** A job's turn that had not started when shutdown began stays in the store for another node. */
  private boolean staysQueued(Turn turn) {
    return localTurns.isDraining() && turn.isUnstartedJob();
  }

  /**
   * Steps 3 to 5: prepare the prompt on this thread, then route it and open the model call on the
   * turn's loop. Does nothing for a turn that an earlier request started. Blocks.
   */
  void run(AdmittedTurn admitted) {
    admitted.newTurn().ifPresent(turn -> run(admitted, turn));
  }

  private void run(AdmittedTurn admitted, Turn turn) {
    EventLoop loop = turn.loop();
    CompletableFuture<Optional<Complexity>> classification = classify(admitted, turn);
    try {
      PreparedPrompt prompt = prepare(admitted, turn);
      loop.execute(() -> {
        var _ =
            classification.thenAccept(
                complexity -> open(admitted, turn, prompt, complexity.orElse(null)));
      });
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      loop.execute(() -> fail(turn, null));
    } catch (RuntimeException e) {
      loop.execute(() -> fail(turn, e));
    }
  }

  /** Waits for the phases that read history and documents, then builds the prompt. */
  private PreparedPrompt prepare(AdmittedTurn admitted, Turn turn) throws InterruptedException {
    PreparationTask started = admitted.preparation();
    PreparationRequest request = admitted.validated().preparationRequest();
    PreparationTask task = started == null ? preparation.take(request, null) : started;
    LoopPhaseListener listener = new LoopPhaseListener(turn);
    listener.handOver(() -> turn.setPreparationCanceller(task::cancel));
    return task.prepare(admitted.acceptedMessage(), listener);
  }

  /**
   * Runs the classifier alongside the preparation, as one more phase. The future completes on the
   * loop, or immediately if no classifier is needed.
   */
  private CompletableFuture<Optional<Complexity>> classify(AdmittedTurn admitted, Turn turn) {
    ValidatedRequest validated = admitted.validated();
    String pinnedModel = validated.request().chatRequest().model();
    if (!router.needsClassifier(validated.profile(), pinnedModel)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    String question = validated.preparationRequest().message();
    EventLoop loop = turn.loop();
    CompletableFuture<Optional<Complexity>> classification = new CompletableFuture<>();
    loop.execute(() ->
        router
            .classify(
                question, turn.identity().caller().tenant(), validated.profile(), pinnedModel, loop)
            .ifPresentOrElse(
                classifier -> {
                  turn.phaseStarted(COMPLEXITY_PHASE, loop.nanoTime());
                  classifier.onResult(complexity -> {
                    turn.phaseEnded(
                        COMPLEXITY_PHASE,
                        complexity == null ? PhaseState.DEGRADED : PhaseState.FINISHED,
                        loop.nanoTime());
                    classification.complete(Optional.ofNullable(complexity));
                  });
                },
                () -> classification.complete(Optional.empty())));
    return classification;
  }

  /** Chooses a model and opens the call; from here on the turn drives itself. On the loop. */
  private void open(
      AdmittedTurn admitted, Turn turn, PreparedPrompt prompt, @Nullable Complexity judged) {
    if (turn.isUnstartedJob()) {
      return; // It stays in the store for another node.
    }
    ValidatedRequest validated = admitted.validated();
    TurnRequest request = validated.request();
    ChatRequest chatRequest = request.chatRequest();
    RoutingRequest routing =
        new RoutingRequest(
            inConversation(prompt.prompt(), turn),
            validated.preparationRequest().message(),
            judged,
            validated.profile(),
            chatRequest.model(),
            chatRequest.priority(),
            remainingBudget(chatRequest, turn.loop().nanoTime() - request.receivedNanos()),
            request.trace().traceparent(),
            validated.thinking(),
            validated.options(),
            null);
    turn.generate(
        new GenerationRequest(
            prompt.sources(),
            routing,
            router,
            chatRequest.summary(),
            chatRequest.thinkUntilMs() == null
                ? null
                : Duration.ofMillis(chatRequest.thinkUntilMs()),
            validated.answerSoFar(),
            lengths,
            summaries));
  }

  /** Only a stored turn has a conversation for certain. */
  private static Prompt inConversation(Prompt prompt, Turn turn) {
    return prompt.withScope(prompt.scope().inConversation(turn.identity().conversationId()));
  }

  private static @Nullable Duration remainingBudget(ChatRequest request, long elapsedNanos) {
    Integer limitMs = request.maxTtftMs();
    return limitMs == null ? null : Duration.ofMillis(limitMs).minusNanos(elapsedNanos);
  }

  private static void fail(Turn turn, @Nullable Throwable failure) {
    if (!turn.state().isFinal()) {
      // Canceled because the turn could not be stored: the response says so.
      if (!(failure instanceof CancellationException)) {
        log.atError()
            .addKeyValue("turn_id", turn.identity().turnId())
            .setCause(failure)
            .log("{} could not be prepared", turn.identity().turnId());
      }
      turn.fail(
          "preparation_failed",
          "The question could not be prepared for the model. Try again.",
          Action.RETRY,
          null);
    }
  }

  private static void cancelIfPresent(@Nullable PreparationTask task) {
    if (task != null) {
      task.cancel();
    }
  }

  /** Passes the phases of a preparation to the turn's loop: those of one moment in one hand-off. */
  private static final class LoopPhaseListener implements PhaseListener {

    private final Turn turn;
    private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isScheduled = new AtomicBoolean();

    LoopPhaseListener(Turn turn) {
      this.turn = turn;
    }

    void handOver(Runnable action) {
      pending.add(action);
      if (isScheduled.compareAndSet(false, true)) {
        turn.loop().execute(this::runPending);
      }
    }

    private void runPending() {
      isScheduled.set(false);
      for (Runnable next = pending.poll(); next != null; next = pending.poll()) {
        next.run();
      }
    }

    @Override
    public void phaseStarted(String phase, long nanos) {
      handOver(() -> turn.phaseStarted(phase, nanos));
    }

    @Override
    public void phaseEnded(String phase, PhaseState state, long nanos) {
      handOver(() -> turn.phaseEnded(phase, state, nanos));
    }
  }
}
