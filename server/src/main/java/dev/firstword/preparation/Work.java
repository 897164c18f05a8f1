package dev.firstword.preparation;

import dev.firstword.conversation.History;
import dev.firstword.conversation.Message;
import dev.firstword.conversation.Message.Author;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.prompt.Excerpt;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.protocol.CurrentTrace;
import dev.firstword.protocol.TurnEvent.PhaseState;
import dev.firstword.protocol.TurnEvent.Source;
import dev.firstword.retrieval.Found;
import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.Retrieval;
import dev.firstword.retrieval.RetrievalException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One preparation under way. It begins with what can be done for a question that somebody seems to
 * ask; nothing of it is remembered before {@link #confirm}, and nothing leaves it before {@link
 * #send}.
 */
public final class Work {

  /** It goes on at the door; what it took is told with the rest. */
  private static final String AUTH = "auth";

  /** A reranker needs something to choose from. */
  private static final int CANDIDATES_PER_PASSAGE = 4;

  private final Parts parts;
  private final Question question;
  private final boolean wantsPassages;
  private final PhaseLog log;
  private final PhaseRun run;
  private final CompletableFuture<HistoryRead> wholeHistory = new CompletableFuture<>();
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final Runnable whenNoLongerUnconfirmed;

  // Each is set by one phase, and read by those that need that phase.
  private volatile HistoryRead history = new HistoryRead();
  private volatile boolean lessHistory;
  private volatile float @Nullable [] vector;
  private volatile @Nullable Found found;
  private volatile @Nullable Sent sent;
  private volatile @Nullable Prepared prepared;

  /** What preparations stand on. */
  record Parts(
      History history,
      Retrieval retrieval,
      Lab lab,
      ExecutorService virtualThreads,
      LongSupplier nanoTime) {}

  /**
   * Begins; returns at once.
   *
   * @param earlierHistory what is being read for another preparation in the same conversation
   * @param whenNoLongerUnconfirmed is run once, when it is confirmed or cancelled
   */
  static Work begin(
      Parts parts,
      Question question,
      @Nullable Future<HistoryRead> earlierHistory,
      Runnable whenNoLongerUnconfirmed) {
    Work work = new Work(parts, question, whenNoLongerUnconfirmed);
    work.layOut(earlierHistory);
    work.run.start();
    return work;
  }

  private Work(Parts parts, Question question, Runnable whenNoLongerUnconfirmed) {
    this.parts = parts;
    this.question = question;
    this.whenNoLongerUnconfirmed = whenNoLongerUnconfirmed;
    wantsPassages =
        question.profile().preparing().passages() > 0
            && !question.message().isBlank()
            && parts.retrieval.hasDocuments(tenant());
    log = new PhaseLog(parts.nanoTime);
    run =
        new PhaseRun(
            question.profile().preparing(),
            parts.lab.state().sequential(),
            parts.virtualThreads,
            log);
  }

  /** Leaves out what this question has no use for. */
  private void layOut(@Nullable Future<HistoryRead> earlierHistory) {
    run.await(Step.ACCEPTANCE);
    run.add(
        Step.HISTORY,
        () -> readHistory(earlierHistory),
        read -> history = read,
        this::settleForLessHistory);
    if (wantsPassages) {
      if (parts.retrieval.embeds()) {
        run.add(
            Step.EMBEDDING,
            stretched(Step.EMBEDDING, this::embed),
            made -> vector = made,
            () -> {});
      }
      run.add(
          Step.SEARCH, stretched(Step.SEARCH, this::search), result -> found = result, () -> {});
      if (parts.retrieval.reranks()) {
        run.add(
            Step.RERANKING,
            stretched(Step.RERANKING, this::rerank),
            result -> result.ifPresent(inOrder -> found = inOrder),
            () -> {});
      }
    }
    run.add(
        Step.PROMPT,
        stretched(Step.PROMPT, this::buildPrompt),
        result -> prepared = result,
        () -> {});
  }

  private <T> Callable<T> stretched(Step step, Callable<T> work) {
    return () -> parts.lab.stretch(step.wireName(), work);
  }

  Question question() {
    return question;
  }

  private String tenant() {
    return question.caller().tenant();
  }

  private HistoryRead readHistory(@Nullable Future<HistoryRead> earlier) throws Exception {
    try {
      HistoryRead read = earlier == null ? null : await(earlier);
      if (read == null) {
        HistoryRead own = history;
        read = parts.lab.stretch(Step.HISTORY.wireName(), () -> readHistory(null, own));
      }
      wholeHistory.complete(read);
      return read;
    } finally {
      wholeHistory.cancel(false); // Where it could not be read: whoever waits reads for itself.
    }
  }

  private static @Nullable HistoryRead await(Future<HistoryRead> earlier)
      throws InterruptedException {
    try {
      return earlier.get();
    } catch (ExecutionException | CancellationException _) {
      return null; // It came to nothing there; it may not here.
    }
  }

  private HistoryRead readHistory(@Nullable String before, HistoryRead into) {
    if (question.conversationId() == null) {
      return into; // Nothing was said before a first message.
    }
    Budget budget = new Budget(question);
    Runnable remember =
        parts.history.readBack(
            question.caller(),
            question.conversationId(),
            before,
            older -> {
              into.add(older);
              return budget.isLeftAfter(older.text());
            });
    var _ = confirmed.thenRun(remember);
    return into;
  }

  /** How much of a conversation is worth reading. */
  private static final class Budget {
    private long tokensLeft;

    /** The message itself may be among what is read, and is in no budget of the history's. */
    Budget(Question question) {
      tokensLeft =
          question.profile().historyTokens()
              + (long) PromptBuilder.estimateTokens(question.message());
    }

    boolean isLeftAfter(String text) {
      tokensLeft -= PromptBuilder.estimateTokens(text);
      return tokensLeft >= 0;
    }
  }

  /** What a late reading has found so far is the newest part. */
  private void settleForLessHistory() {
    if (question.profile().preparing().rule(Step.HISTORY.wireName()).whenLate() == WhenLate.SKIP) {
      history = new HistoryRead();
    }
    lessHistory = true;
  }

  private float[] embed() {
    return CurrentTrace.within(
        question.traceparent(),
        () -> parts.retrieval.embed(tenant(), question.message(), question.traceparent()));
  }

  private Found search() {
    int passages = question.profile().preparing().passages();
    return parts.retrieval.search(
        tenant(),
        question.message(),
        vector,
        parts.retrieval.reranks() ? passages * CANDIDATES_PER_PASSAGE : passages);
  }

  /** Empty where there is nothing to put in order. */
  private Optional<Found> rerank() {
    Found result = found;
    return result == null || result.reused() || result.passages().size() < 2
        ? Optional.empty()
        : Optional.of(
            result.inOrder(
                parts.retrieval.rerank(
                    question.message(), result.passages(), question.traceparent())));
  }

  /** The person is who they seemed to be: what is found for them may be remembered. */
  void confirm() {
    if (confirmed.complete(null)) {
      whenNoLongerUnconfirmed.run();
      if (wantsPassages) {
        Step last = parts.retrieval.reranks() ? Step.RERANKING : Step.SEARCH;
        var _ = run.end(last).thenAccept(state -> keep(state == PhaseState.FINISHED));
      }
    }
  }

  private void keep(boolean inFinalOrder) {
    float[] made = vector;
    if (made != null) {
      CurrentTrace.within(
          question.traceparent(),
          () -> {
            parts.retrieval.keep(tenant(), question.message(), made, inFinalOrder ? found : null);
            return null;
          });
    }
  }

  /**
   * Their message is stored: the prompt is built as soon as what it is made of is there.
   *
   * @param listener hears what the phases did so far, and from now on
   * @param whenOver told once, on any thread, what was prepared or why it could not be
   */
  public void send(
      Sent message,
      PhaseListener listener,
      BiConsumer<@Nullable Prepared, @Nullable Throwable> whenOver) {
    sent = message;
    log.add(AUTH, message.receivedNanos(), message.authenticatedNanos());
    log.tell(listener);
    var _ =
        run.end(Step.PROMPT)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                run.cancel();
              }
              whenOver.accept(prepared, failure == null ? null : unwrapped(failure));
            });
    run.happened(Step.ACCEPTANCE);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /** Interrupts whatever is being done for it. Any number of times, from any thread. */
  public void cancel() {
    run.cancel();
    if (confirmed.cancel(false)) {
      whenNoLongerUnconfirmed.run();
    }
  }

  /** The same, but for the history: another preparation may go on with it. */
  void cancelRetrieval() {
    run.cancel(Step.EMBEDDING);
    run.cancel(Step.SEARCH);
    run.cancel(Step.RERANKING);
  }

  /** The history as it is being read; cancelled when it can't be read whole. */
  Future<HistoryRead> history() {
    return wholeHistory;
  }

  /** Whether all that it has brought so far is as good as it can be. */
  boolean isSound() {
    return run.isSound();
  }

  private Prepared buildPrompt() {
    Sent message = Objects.requireNonNull(sent);
    List<Passage> passages = passages();
    String system = question.system();
    PromptBuilder builder =
        new PromptBuilder(
                system == null ? question.profile().system() : system,
                message.message(),
                passages.stream().map(Work::excerpt).toList(),
                question.profile().historyTokens())
            .in(question.cacheScope());
    for (Message older : historyBefore(message)) {
      Role role = older.author() == Author.USER ? Role.USER : Role.ASSISTANT;
      if (!builder.addOlder(role, older.text(), older.position())) {
        break;
      }
    }
    if (!question.answerSoFar().isEmpty()) {
      builder.goOnWith(question.answerSoFar());
    }
    return new Prepared(builder.build(), passages.stream().map(Work::source).toList());
  }

  private List<Passage> passages() {
    Found result = found;
    if (result == null) {
      return List.of();
    }
    if (!parts.retrieval.isCurrent(tenant(), result)) {
      result = searchAgain();
    }
    return result.passages().stream().limit(question.profile().preparing().passages()).toList();
  }

  /** Documents came or went since: nothing that is deleted may be answered from. */
  private Found searchAgain() {
    try {
      return search();
    } catch (RetrievalException _) {
      return new Found(List.of(), 0, false);
    }
  }

  private static Excerpt excerpt(Passage passage) {
    return new Excerpt(passage.title(), passage.source(), passage.heading(), passage.text());
  }

  private static Source source(Passage passage) {
    return new Source(passage.documentId(), passage.title(), passage.source(), passage.heading());
  }

  /** Read again where it has gone on since it was read. */
  private List<Message> historyBefore(Sent message) {
    if (question.conversationId() == null) {
      return List.of();
    }
    HistoryRead read = history;
    if (lessHistory && !question.answerSoFar().isEmpty()) {
      return List.of(); // What was read in time may all be newer than the question.
    }
    if (lessHistory || read.reachesUpTo(message)) {
      return read.before(message);
    }
    return readHistory(message.userMessageId(), new HistoryRead()).before(message);
  }
}
