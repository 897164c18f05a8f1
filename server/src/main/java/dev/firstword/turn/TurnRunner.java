package dev.firstword.turn;

import dev.firstword.answer.AnswerLengths;
import dev.firstword.answer.QuickSummary;
import dev.firstword.answer.SummaryCounts;
import dev.firstword.identity.Caller;
import dev.firstword.loop.EventLoop;
import dev.firstword.preparation.PhaseListener;
import dev.firstword.preparation.Preparation;
import dev.firstword.preparation.Prepared;
import dev.firstword.preparation.Question;
import dev.firstword.preparation.Sent;
import dev.firstword.preparation.Work;
import dev.firstword.profile.Profile;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.ChatRequest;
import dev.firstword.protocol.PrepareRequest;
import dev.firstword.protocol.TraceContext;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.routing.Complexity;
import dev.firstword.routing.Judging;
import dev.firstword.routing.RouteRequest;
import dev.firstword.routing.Router;
import dev.firstword.turn.TurnStore.Origin;
import dev.firstword.turn.Turns.Begun;
import dev.firstword.turn.Turns.Opening;
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
 * Drives a turn along its way: prepares the prompt on virtual threads, then asks a model on the
 * turn's loop.
 */
public final class TurnRunner {

  private static final Logger log = LoggerFactory.getLogger(TurnRunner.class);

  /** The phase in which a classifier judges, where there is one. */
  private static final String COMPLEXITY = "complexity";

  private final Preparation preparation;
  private final Router router;
  private final AnswerLengths lengths;
  private final SummaryCounts summaries;
  private final ExecutorService virtualThreads;
  private final Consumer<Prompt> awaited;

  /**
   * Over those parts.
   *
   * @param lengths learns how long answers are
   * @param summaries counts what quick summaries come to
   * @param awaited hears of a prompt that somebody seems about to ask, of which the beginning is
   *     known
   */
  public TurnRunner(
      Preparation preparation,
      Router router,
      AnswerLengths lengths,
      SummaryCounts summaries,
      ExecutorService virtualThreads,
      Consumer<Prompt> awaited) {
    this.preparation = preparation;
    this.router = router;
    this.lengths = lengths;
    this.summaries = summaries;
    this.virtualThreads = virtualThreads;
    this.awaited = awaited;
  }

  /** See {@link Turns#ahead}. */
  Optional<Work> ahead(
      Caller seeming, ChatRequest request, TraceContext trace, Profile profile, String address) {
    return preparation.ahead(question(seeming, request, profile).within(trace), address);
  }

  /** See {@link Turns#headStart}. */
  void headStart(Caller caller, PrepareRequest request, Profile profile) {
    Question draft = new Question(caller, profile, request.conversationId(), request.draft(), null);
    preparation.headStart(draft);
    if (draft.message().isBlank()) {
      awaited.accept(draft.instructions());
    }
  }

  /** What is answered: the message, or what the answer that is gone on with is the answer to. */
  private static Question question(Begun begun) {
    Opening opening = begun.opening();
    Question asked =
        question(opening.caller(), opening.request(), begun.profile()).within(opening.trace());
    BrokenAnswer broken = begun.broken();
    return broken == null ? asked : asked.goingOnWith(broken.question(), broken.text());
  }

  private static Sent sent(Turn turn, Begun begun) {
    Opening opening = begun.opening();
    BrokenAnswer broken = begun.broken();
    return broken == null
        ? new Sent(
            turn.identity().userMessageId(),
            opening.request().message(),
            begun.position(),
            opening.receivedNanos(),
            opening.authenticatedNanos())
        : new Sent(
            broken.userMessageId(),
            broken.question(),
            null,
            opening.receivedNanos(),
            opening.authenticatedNanos());
  }

  private static Question question(Caller caller, ChatRequest request, Profile profile) {
    return new Question(
        caller, profile, request.conversationId(), request.message(), request.system());
  }

  /** Starts a turn. Called on its loop. */
  void run(Turn turn, Begun begun) {
    Opening opening = begun.opening();
    if (opening.origin() == Origin.LIVE) { // A job's waits for its turn to come.
      turn.stored(opening.authenticatedNanos(), turn.loop().nanoTime());
    }
    turn.start();
    if (turn.state().isFinal()) {
      opening.abandon();
      return;
    }
    CompletableFuture<Optional<Complexity>> judged = judge(turn, begun);
    try {
      virtualThreads.execute(() -> prepare(turn, begun, judged));
    } catch (RejectedExecutionException e) {
      opening.abandon();
      failed(turn, e);
    }
  }

  /**
   * Lets the classifier judge while the prompt is prepared, as one more phase. Called on the loop,
   * where it completes too: at once where there is no classifier.
   */
  private CompletableFuture<Optional<Complexity>> judge(Turn turn, Begun begun) {
    EventLoop loop = turn.loop();
    Optional<Judging> judging =
        router.judge(
            question(begun).message(), begun.profile(), begun.opening().request().model(), loop);
    if (judging.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<Complexity>> over = new CompletableFuture<>();
    turn.phaseStarted(COMPLEXITY, loop.nanoTime());
    judging
        .get()
        .whenOver(complexity -> {
          turn.phaseEnded(
              COMPLEXITY,
              complexity == null ? PhaseState.DEGRADED : PhaseState.FINISHED,
              loop.nanoTime());
          over.complete(Optional.ofNullable(complexity));
        });
    return over;
  }

  private void prepare(Turn turn, Begun begun, CompletableFuture<Optional<Complexity>> judged) {
    Opening opening = begun.opening();
    EventLoop loop = turn.loop();
    try {
      Work work = preparation.take(question(begun), opening.ahead());
      loop.execute(() -> turn.preparedBy(work::cancel));
      work.send(
          sent(turn, begun),
          onLoop(turn),
          (prepared, failure) ->
              loop.execute(() -> {
                if (prepared != null) {
                  var _ =
                      judged.thenAccept(
                          complexity -> ask(turn, begun, prepared, complexity.orElse(null)));
                } else {
                  failed(turn, failure);
                }
              }));
    } catch (RuntimeException e) {
      loop.execute(() -> failed(turn, e));
    }
  }

  private void ask(Turn turn, Begun begun, Prepared prepared, @Nullable Complexity judged) {
    Opening opening = begun.opening();
    ChatRequest request = opening.request();
    EventLoop loop = turn.loop();
    String question = question(begun).message();
    turn.ask(
        new Asking(
            prepared.sources(),
            listener ->
                router.open(
                    new RouteRequest(
                        prepared.prompt(),
                        question,
                        judged,
                        begun.profile(),
                        request.model(),
                        request.priority(),
                        budgetLeft(request, loop.nanoTime() - opening.receivedNanos()),
                        opening.trace().traceparent()),
                    loop,
                    listener),
            listener ->
                router.openFastest(
                    QuickSummary.prompt(prepared.prompt()),
                    QuickSummary.MOST_TOKENS,
                    QuickSummary.LIMITS,
                    loop,
                    listener),
            request.summary(),
            PromptBuilder.estimateTokens(prepared.prompt()),
            begun.broken() == null ? "" : begun.broken().text(),
            lengths,
            summaries));
  }

  private static @Nullable Duration budgetLeft(ChatRequest request, long spentNanos) {
    Integer limit = request.maxTtftMs();
    return limit == null ? null : Duration.ofMillis(limit).minusNanos(spentNanos);
  }

  private static void failed(Turn turn, @Nullable Throwable failure) {
    if (!turn.state().isFinal()) {
      log.error("{} could not be prepared", turn.identity().turnId(), failure);
      turn.fail(
          "preparation_failed",
          "The question could not be prepared for the model. Try again.",
          Action.RETRY,
          null);
    }
  }

  private static PhaseListener onLoop(Turn turn) {
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
