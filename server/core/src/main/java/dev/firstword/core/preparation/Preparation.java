package dev.firstword.core.preparation;

import dev.firstword.core.conversation.History;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.identity.limit.Meter;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.Retrieval;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a message into a prompt: runs all phases before the model, in parallel where possible.
 * Preparation can start speculatively, before the message is sent or its sender is authenticated.
 */
public final class Preparation {

  /** One draft every half second, with a burst for a user who returns to a draft. */
  private static final int MAX_DRAFTS_PER_MINUTE = 120;

  private final PreparationTask.Dependencies dependencies;
  private final SpeculativePreparations speculative;
  private final UnauthenticatedWorkLimit unauthenticatedLimit;
  private final InMemoryBucketStore draftLimits;

  /**
   * Creates the entry point to preparations.
   *
   * @param maxUnauthenticatedPerAddress the maximum number of unauthenticated preparations in
   *     progress for one address
   */
  public Preparation(
      History history,
      Retrieval retrieval,
      LatencyInjector latencyInjector,
      ExecutorService virtualThreads,
      LongSupplier nanoTime,
      int maxUnauthenticatedPerAddress) {
    dependencies =
        new PreparationTask.Dependencies(
            history, retrieval, latencyInjector, virtualThreads, nanoTime);
    speculative = new SpeculativePreparations(dependencies);
    unauthenticatedLimit = new UnauthenticatedWorkLimit(maxUnauthenticatedPerAddress);
    draftLimits = new InMemoryBucketStore(nanoTime);
  }

  /**
   * Starts a speculative preparation for a draft. It is cancelled if the message is not sent in
   * time.
   *
   * @throws ProblemException if the caller sends drafts too often
   */
  public void prepareDraft(PreparationRequest draft) {
    boolean admitted =
        draftLimits
            .bucket(Meter.USER_PREPARATIONS.keyFor(draft.caller()), MAX_DRAFTS_PER_MINUTE)
            .tryConsume(1);
    if (!admitted) {
      throw new ProblemException(Problem.rateLimited(Duration.ofSeconds(1)));
    }
    speculative.start(draft);
  }

  /**
   * Starts preparing a message whose sender is not authenticated yet. The caller must either pass
   * the task to {@link #take} or cancel it.
   *
   * @param address the address the request came from
   * @return empty if starting early has no benefit, or too much is in progress for this address
   */
  public Optional<PreparationTask> prepareUnauthenticated(
      PreparationRequest request, String address) {
    if (dependencies.latencyInjector().settings().sequential()
        || speculative.has(request)
        || !unauthenticatedLimit.tryAcquire(address)) {
      return Optional.empty();
    }
    return Optional.of(
        PreparationTask.start(
            dependencies, request, null, () -> unauthenticatedLimit.release(address)));
  }

  /**
   * Returns the preparation for a message whose sender is authenticated: an existing one if it
   * still matches, otherwise a new one. Does not block.
   *
   * @param unauthenticated the task started before authentication, if any
   */
  public PreparationTask take(
      PreparationRequest request, @Nullable PreparationTask unauthenticated) {
    PreparationTask draftTask = speculative.take(request);
    Future<HistoryBuffer> history = null;
    if (draftTask != null) {
      if (draftTask.request().hasSameTextAs(request)
          && request.system() == null
          && draftTask.hasNoFailures()) {
        cancelIfPresent(unauthenticated);
        return draftTask;
      }
      draftTask.cancelRetrieval();
      history = draftTask.history();
    }
    if (unauthenticated != null) {
      if (unauthenticated.request().equals(request)) {
        unauthenticated.markAuthenticated();
        return unauthenticated;
      }
      unauthenticated.cancel();
    }
    PreparationTask task = PreparationTask.start(dependencies, request, history, () -> {});
    task.markAuthenticated();
    return task;
  }

  private static void cancelIfPresent(@Nullable PreparationTask task) {
    if (task != null) {
      task.cancel();
    }
  }
}
