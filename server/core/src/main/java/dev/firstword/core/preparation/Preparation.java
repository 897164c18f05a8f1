package dev.firstword.core.preparation;

import dev.firstword.core.conversation.AttachmentStore;
import dev.firstword.core.conversation.History;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.Retrieval;
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

  private final PreparationTask.Dependencies dependencies;
  private final SpeculativePreparations speculative;
  private final UnauthenticatedWorkLimit unauthenticatedLimit;
  private final DraftRateLimit draftLimit;

  /**
   * Creates the entry point to preparations.
   *
   * @param attachments the images and files of the conversations
   * @param maxUnauthenticatedPerAddress the maximum number of unauthenticated preparations in
   *     progress for one address
   */
  public Preparation(
      History history,
      AttachmentStore attachments,
      Retrieval retrieval,
      LatencyInjector latencyInjector,
      ExecutorService virtualThreads,
      LongSupplier nanoTime,
      int maxUnauthenticatedPerAddress) {
    dependencies =
        new PreparationTask.Dependencies(
            history,
            retrieval,
            new PromptAssembler(attachments),
            latencyInjector,
            virtualThreads,
            nanoTime);
    speculative = new SpeculativePreparations(dependencies);
    unauthenticatedLimit = new UnauthenticatedWorkLimit(maxUnauthenticatedPerAddress);
    draftLimit = new DraftRateLimit(nanoTime);
  }

  /**
   * Starts a speculative preparation for a draft. It is cancelled if the message is not sent in
   * time.
   *
   * @throws ProblemException if the caller sends drafts too often
   */
  public void prepareDraft(PreparationRequest draft) {
    draftLimit.acquire(draft.caller());
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

  /** Drops the drafts of a user who was erased. */
  public void forgetDrafts(Caller caller) {
    speculative.forget(caller);
    draftLimit.forget(caller);
  }

  private static void cancelIfPresent(@Nullable PreparationTask task) {
    if (task != null) {
      task.cancel();
    }
  }
}
