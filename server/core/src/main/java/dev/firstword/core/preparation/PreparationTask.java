package dev.firstword.core.preparation;

import dev.firstword.core.conversation.History;
import dev.firstword.core.conversation.Message;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.prompt.HistoryBudget;
import dev.firstword.core.protocol.CurrentTrace;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.Retrieval;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.core.retrieval.SearchResult;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One preparation in progress. It may start before the caller is authenticated. It caches nothing
 * before {@link #markAuthenticated} and hands out no result before {@link #prepare}.
 */
public final class PreparationTask {

  /** Authentication runs before preparation, but is reported with the other phases. */
  private static final String AUTH = "auth";

  /** How many candidates the reranker chooses each passage from. */
  private static final int CANDIDATES_PER_PASSAGE = 4;

  private final Dependencies dependencies;
  private final PreparationRequest request;
  private final boolean needsPassages;
  private final PhaseLog log;
  private final PhaseRun run;
  private final CompletableFuture<HistoryBuffer> completeHistory = new CompletableFuture<>();
  private final CompletableFuture<Void> authenticated = new CompletableFuture<>();
  private final Runnable onAuthenticatedOrCancelled;

  // Each is set by one phase and read by the phases that depend on it.
  private volatile HistoryBuffer history = new HistoryBuffer();
  private volatile boolean historyIncomplete;
  private volatile float @Nullable [] vector;
  private volatile @Nullable SearchResult searchResult;
  private volatile @Nullable AcceptedMessage accepted;
  private volatile @Nullable PreparedPrompt prepared;

  /**
   * What all preparations share.
   *
   * @param authenticates whether callers are authenticated at all
   */
  record Dependencies(
      History history,
      Retrieval retrieval,
      PromptAssembler assembler,
      LatencyInjector latencyInjector,
      ExecutorService virtualThreads,
      LongSupplier nanoTime,
      boolean authenticates) {}

  /**
   * Starts a preparation. Does not block.
   *
   * @param earlierHistory the history another preparation in the same conversation is reading
   * @param onAuthenticatedOrCancelled run once, when the task is authenticated or cancelled
   */
  static PreparationTask start(
      Dependencies dependencies,
      PreparationRequest request,
      @Nullable Future<HistoryBuffer> earlierHistory,
      Runnable onAuthenticatedOrCancelled) {
    PreparationTask task = new PreparationTask(dependencies, request, onAuthenticatedOrCancelled);
    task.addPhases(earlierHistory);
    task.run.start();
    return task;
  }

  private PreparationTask(
      Dependencies dependencies, PreparationRequest request, Runnable onAuthenticatedOrCancelled) {
    this.dependencies = dependencies;
    this.request = request;
    this.onAuthenticatedOrCancelled = onAuthenticatedOrCancelled;
    needsPassages =
        request.profile().preparationPolicy().maxPassages() > 0
            && !request.message().isBlank()
            && dependencies.retrieval.hasDocuments(tenant());
    log = new PhaseLog(dependencies.nanoTime);
    run =
        new PhaseRun(
            request.profile().preparationPolicy(),
            dependencies.latencyInjector.settings().sequential(),
            dependencies.virtualThreads,
            log);
  }

  /** Adds the phases that this request needs. */
  private void addPhases(@Nullable Future<HistoryBuffer> earlierHistory) {
    run.addExternal(Phase.ACCEPTANCE);
    if (request.conversationId() == null
        && !dependencies.latencyInjector.delays(Phase.HISTORY.wireName())) {
      completeHistory.complete(history); // A new conversation has none.
      run.addFinished(Phase.HISTORY);
    } else {
      run.add(
          Phase.HISTORY,
          () -> readHistory(earlierHistory),
          read -> history = read,
          this::usePartialHistory);
    }
    if (needsPassages) {
      if (hasEmbeddingModel()) {
        run.add(
            Phase.EMBEDDING,
            withInjectedLatency(Phase.EMBEDDING, this::embed),
            made -> vector = made,
            () -> {});
      }
      run.add(
          Phase.SEARCH,
          withInjectedLatency(Phase.SEARCH, this::search),
          result -> searchResult = result,
          () -> {});
      if (hasRerankingModel()) {
        run.add(
            Phase.RERANKING,
            withInjectedLatency(Phase.RERANKING, this::rerank),
            result -> result.ifPresent(inOrder -> searchResult = inOrder),
            () -> {});
      }
    }
    run.addExternal(Phase.PROMPT);
  }

  private <T> Callable<T> withInjectedLatency(Phase phase, Callable<T> work) {
    return () -> dependencies.latencyInjector.withMinimumDuration(phase.wireName(), work);
  }

  PreparationRequest request() {
    return request;
  }

  private String tenant() {
    return request.caller().tenant();
  }

  private HistoryBuffer readHistory(@Nullable Future<HistoryBuffer> earlier) throws Exception {
    try {
      HistoryBuffer read = earlier == null ? null : awaitOrNull(earlier);
      if (read == null) {
        HistoryBuffer own = history;
        read =
            dependencies.latencyInjector.withMinimumDuration(
                Phase.HISTORY.wireName(), () -> readHistory(request.historyEnd(), own));
      }
      completeHistory.complete(read);
      return read;
    } finally {
      completeHistory.cancel(false); // If it could not be read, a waiting task reads it itself.
    }
  }

  private static @Nullable HistoryBuffer awaitOrNull(Future<HistoryBuffer> earlier)
      throws InterruptedException {
    try {
      return earlier.get();
    } catch (ExecutionException | CancellationException _) {
      return null; // It failed there, but may succeed here.
    }
  }

  private HistoryBuffer readHistory(@Nullable String before, HistoryBuffer into) {
    if (request.conversationId() == null) {
      return into; // A new conversation has no history.
    }
    // The message's own tokens are added: it may be read too, but is not part of the history.
    HistoryBudget budget =
        new HistoryBudget(request.profile().historyTokens() + request.messageTokens());
    Runnable cacheHistory =
        dependencies.history.readBackwards(
            request.caller(),
            request.conversationId(),
            before,
            older -> {
              into.add(older);
              // Whether the prompt includes more than its text is decided once all is known.
              return budget.charge(PromptAssembler.historyMessage(older).withTextOnly()) != null;
            });
    var _ = authenticated.thenRun(cacheHistory);
    return into;
  }

  /** Uses what was read so far, the newest messages, unless the rule is to skip the history. */
  private void usePartialHistory() {
    if (request.profile().preparationPolicy().rule(Phase.HISTORY.wireName()).onTimeout()
        == TimeoutAction.SKIP) {
      history = new HistoryBuffer();
    }
    historyIncomplete = true;
  }

  private float[] embed() {
    return CurrentTrace.callWithin(
        request.traceparent(),
        () -> dependencies.retrieval.embed(tenant(), request.message(), request.traceparent()));
  }

  private SearchResult search() {
    int passages = request.profile().preparationPolicy().maxPassages();
    return dependencies.retrieval.search(
        tenant(),
        request.message(),
        vector,
        hasRerankingModel() ? passages * CANDIDATES_PER_PASSAGE : passages);
  }

  /** Empty if there is nothing to rerank. */
  private Optional<SearchResult> rerank() {
    SearchResult result = searchResult;
    return result == null || result.reused() || result.passages().size() < 2
        ? Optional.empty()
        : Optional.of(
            result.withPassages(
                dependencies.retrieval.rerank(
                    request.message(), result.passages(), request.traceparent())));
  }

  /** The caller is authenticated: results may be cached from now on. */
  void markAuthenticated() {
    if (authenticated.complete(null)) {
      onAuthenticatedOrCancelled.run();
      if (needsPassages) {
        Phase last = hasRerankingModel() ? Phase.RERANKING : Phase.SEARCH;
        var _ =
            run.completion(last).thenAccept(state -> cacheResults(state == PhaseState.FINISHED));
      }
    }
  }

  private void cacheResults(boolean inFinalOrder) {
    float[] embedding = vector;
    if (embedding != null) {
      CurrentTrace.callWithin(
          request.traceparent(),
          () -> {
            dependencies.retrieval.cache(
                tenant(), request.message(), embedding, inFinalOrder ? searchResult : null);
            return null;
          });
    }
  }

  /**
   * Hands over the stored message, waits for the other phases, and builds the prompt on the calling
   * thread. Blocks. A failure cancels the task.
   *
   * @param listener notified of past and future phase events
   * @throws PreparationException if the turn cannot continue without a phase that failed
   * @throws java.util.concurrent.CancellationException if the task was cancelled
   */
  public PreparedPrompt prepare(AcceptedMessage message, PhaseListener listener)
      throws InterruptedException {
    accepted = message;
    if (dependencies.authenticates) {
      log.addFinished(AUTH, message.receivedNanos(), message.authenticatedNanos());
    }
    log.attach(listener);
    run.completeExternal(Phase.ACCEPTANCE);
    try {
      run.runInCaller(
          Phase.PROMPT,
          withInjectedLatency(Phase.PROMPT, this::buildPrompt),
          result -> prepared = result);
    } catch (RuntimeException | InterruptedException e) {
      run.cancel();
      throw e;
    }
    PreparedPrompt result = prepared;
    if (result == null) {
      throw new PreparationException(Phase.PROMPT.wireName(), null);
    }
    return result;
  }

  /** Interrupts all phases. May be called repeatedly, from any thread. */
  public void cancel() {
    run.cancel();
    if (authenticated.cancel(false)) {
      onAuthenticatedOrCancelled.run();
    }
  }

  /** Cancels retrieval but keeps the history, which another preparation may reuse. */
  void cancelRetrieval() {
    run.cancel(Phase.EMBEDDING);
    run.cancel(Phase.SEARCH);
    run.cancel(Phase.RERANKING);
  }

  /** A future of the complete history; cancelled if it can't be read completely. */
  Future<HistoryBuffer> history() {
    return completeHistory;
  }

  /** Whether no phase so far has failed or degraded. */
  boolean hasNoFailures() {
    return run.hasNoFailures();
  }

  private PreparedPrompt buildPrompt() {
    AcceptedMessage message = Objects.requireNonNull(accepted);
    return dependencies.assembler.assemble(request, message, passages(), messagesBefore(message));
  }

  private List<Passage> passages() {
    SearchResult result = searchResult;
    if (result == null) {
      return List.of();
    }
    if (!dependencies.retrieval.isCurrent(tenant(), result)) {
      result = searchAgain();
    }
    return result.passages().stream()
        .limit(request.profile().preparationPolicy().maxPassages())
        .toList();
  }

  /** The documents have changed since: the answer must not use deleted ones. */
  private SearchResult searchAgain() {
    try {
      return search();
    } catch (RetrievalException _) {
      return new SearchResult(List.of(), 0, false);
    }
  }

  /** Reads the history again if the conversation has continued since it was read. */
  private List<Message> messagesBefore(AcceptedMessage message) {
    if (request.conversationId() == null) {
      return List.of();
    }
    HistoryBuffer read = history;
    if (historyIncomplete && !request.partialAnswer().isEmpty()) {
      return List.of(); // All that was read in time may be newer than the message.
    }
    if (historyIncomplete || request.historyEnd() != null || read.isCurrentFor(message)) {
      return read.messagesBefore(message);
    }
    return readHistory(message.userMessageId(), new HistoryBuffer()).messagesBefore(message);
  }

  private boolean hasEmbeddingModel() {
    return dependencies.retrieval.hasEmbeddingModel(
        request.caller().tenant(), request.profile().name());
  }

  private boolean hasRerankingModel() {
    return dependencies.retrieval.hasRerankingModel(
        request.caller().tenant(), request.profile().name());
  }
}
