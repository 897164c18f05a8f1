package dev.firstword.core.preparation;

import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the phases of one preparation. Each starts as soon as its dependencies are ready, and has a
 * time budget. A late phase is interrupted; its rule decides how the preparation continues.
 */
final class PhaseRun {

  private static final Logger logger = LoggerFactory.getLogger(PhaseRun.class);

  private final PreparationPolicy policy;
  private final boolean sequential;
  private final ExecutorService virtualThreads;
  private final PhaseLog log;
  private final Map<Phase, PhaseTask<?>> tasks = new EnumMap<>(Phase.class);
  private final Map<Phase, CompletableFuture<PhaseState>> completions = new EnumMap<>(Phase.class);

  PhaseRun(
      PreparationPolicy policy, boolean sequential, ExecutorService virtualThreads, PhaseLog log) {
    this.policy = policy;
    this.sequential = sequential;
    this.virtualThreads = virtualThreads;
    this.log = log;
  }

  /**
   * The work of a phase that runs here.
   *
   * @param onResult receives the result if the work finishes in time
   * @param fallback runs if the work is late or fails
   */
  private record PhaseTask<T>(Callable<T> work, Consumer<T> onResult, Runnable fallback) {}

  /** Adds a phase that runs here. Must be called before {@link #start}. */
  <T> void add(Phase phase, Callable<T> work, Consumer<T> onResult, Runnable fallback) {
    tasks.put(phase, new PhaseTask<>(work, onResult, fallback));
    completions.put(phase, new CompletableFuture<>());
  }

  /**
   * Adds a phase that {@link #start} does not run: it ends with {@link #completeExternal} or {@link
   * #runInCaller}. Call before {@link #start}.
   */
  void addExternal(Phase phase) {
    completions.put(phase, new CompletableFuture<>());
  }

  /** Adds a phase with nothing to do. It is reported like the others, but needs no thread. */
  void addFinished(Phase phase) {
    log.phaseStarted(phase.wireName());
    log.phaseEnded(phase.wireName(), PhaseState.FINISHED);
    completions.put(phase, CompletableFuture.completedFuture(PhaseState.FINISHED));
  }

  void completeExternal(Phase phase) {
    completion(phase).complete(PhaseState.FINISHED);
  }

  /**
   * A future of the phase's final state. It fails with a {@link PreparationException} if the
   * preparation can't continue without the phase, and is cancelled with the preparation.
   */
  CompletableFuture<PhaseState> completion(Phase phase) {
    CompletableFuture<PhaseState> completion = completions.get(phase);
    if (completion == null) {
      throw new IllegalStateException(phase + " is not part of this run");
    }
    return completion;
  }

  /** Starts each phase once its dependencies have ended. */
  void start() {
    CompletableFuture<?> previous = CompletableFuture.completedFuture(null);
    for (Map.Entry<Phase, PhaseTask<?>> entry : tasks.entrySet()) {
      Phase phase = entry.getKey();
      CompletableFuture<?> needed = dependenciesOf(phase);
      CompletableFuture<?> ready = sequential ? CompletableFuture.allOf(previous, needed) : needed;
      var _ = ready.whenComplete((_, failure) -> submit(phase, entry.getValue(), failure));
      previous = completion(phase);
    }
  }

  /** Completes once all phases of this run that the phase depends on have ended. */
  private CompletableFuture<?> dependenciesOf(Phase phase) {
    return CompletableFuture.allOf(
        phase.dependencies().stream()
            .filter(completions::containsKey)
            .map(completions::get)
            .toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Runs an external phase on the calling thread, as soon as the phases it depends on have ended.
   * This saves a thread hand-off for the last phase, which the caller waits for anyway. Blocks.
   *
   * @throws PreparationException if the turn cannot continue without a phase that failed
   * @throws CancellationException if the run was cancelled
   */
  <T> void runInCaller(Phase phase, Callable<T> work, Consumer<T> onResult)
      throws InterruptedException {
    CompletableFuture<PhaseState> completion = completion(phase);
    Thread caller = Thread.currentThread();
    try {
      dependenciesOf(phase).get();
      var _ =
          completion.whenComplete((_, _) -> {
            if (completion.isCancelled()) {
              caller.interrupt();
            }
          });
      run(phase, new PhaseTask<>(work, onResult, () -> {}));
      completion.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException cancelled) {
        throw cancelled;
      }
      throw e.getCause() instanceof PreparationException failed
          ? failed
          : new PreparationException(phase.wireName(), e.getCause());
    }
  }

  private void submit(Phase phase, PhaseTask<?> task, @Nullable Throwable failure) {
    CompletableFuture<PhaseState> completion = completion(phase);
    if (failure != null) {
      completion.completeExceptionally(failure);
      return;
    }
    try {
      Future<?> future = virtualThreads.submit(() -> run(phase, task));
      var _ =
          completion.whenComplete((_, _) -> {
            if (completion.isCancelled()) {
              future.cancel(true);
            }
          });
    } catch (RejectedExecutionException e) {
      completion.completeExceptionally(e); // The server is shutting down.
    }
  }

  private <T> void run(Phase phase, PhaseTask<T> task) {
    new RunningPhase<>(phase, task).run();
  }

  /**
   * One phase running on its own thread. Its work or its deadline ends it, whichever comes first. A
   * late phase ends even if its work ignores the interrupt.
   */
  private final class RunningPhase<T> {
    private final Phase phase;
    private final PhaseTask<T> task;
    private final PhaseRule rule;
    private final Thread worker = Thread.currentThread();
    private final AtomicBoolean ended = new AtomicBoolean();

    RunningPhase(Phase phase, PhaseTask<T> task) {
      this.phase = phase;
      this.task = task;
      rule = policy.rule(phase.wireName());
    }

    void run() {
      log.phaseStarted(phase.wireName());
      CompletableFuture<Void> deadline =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, rule.budget().toNanos(), TimeUnit.NANOSECONDS);
      var _ = deadline.thenRunAsync(this::onTimeout, virtualThreads);
      try {
        T result = task.work.call();
        if (ended.compareAndSet(false, true)) {
          task.onResult.accept(result);
          finish(PhaseState.FINISHED);
        }
      } catch (Exception | Error e) {
        if (ended.compareAndSet(false, true)) {
          onFailure(e);
        }
      } finally {
        deadline.cancel(false);
      }
    }

    private void onFailure(Throwable cause) {
      if (cause instanceof InterruptedException || completion(phase).isCancelled()) {
        completion(phase).cancel(true); // The preparation was cancelled.
        finish(PhaseState.FAILED);
      } else {
        finish(applyLateRule(phase, task, rule, cause));
      }
    }

    private void onTimeout() {
      if (ended.compareAndSet(false, true)) {
        logger.debug("{} took longer than {}", phase.wireName(), rule.budget());
        worker.interrupt();
        finish(applyLateRule(phase, task, rule, null));
      }
    }

    private void finish(PhaseState state) {
      log.phaseEnded(phase.wireName(), state);
      completion(phase).complete(state);
    }
  }

  private PhaseState applyLateRule(
      Phase phase, PhaseTask<?> task, PhaseRule rule, @Nullable Throwable cause) {
    if (cause != null && rule.onTimeout() != TimeoutAction.WAIT) {
      logger.warn("a turn continues without {}: {}", phase.wireName(), cause.getMessage());
    }
    return switch (rule.onTimeout()) {
      case WAIT -> {
        completion(phase).completeExceptionally(new PreparationException(phase.wireName(), cause));
        yield PhaseState.FAILED;
      }
      case SKIP -> {
        task.fallback.run();
        yield PhaseState.FAILED;
      }
      case DEGRADE -> {
        task.fallback.run();
        yield PhaseState.DEGRADED;
      }
    };
  }

  /** Whether every phase that has ended has finished normally. */
  boolean hasNoFailures() {
    return completions.values().stream()
        .filter(CompletableFuture::isDone)
        .allMatch(completion ->
            !completion.isCompletedExceptionally() && completion.join() == PhaseState.FINISHED);
  }

  /** Interrupts all running phases and prevents the others from starting. */
  void cancel() {
    completions.values().forEach(completion -> completion.cancel(true));
  }

  /** Cancels one phase, if it is part of this run. */
  void cancel(Phase phase) {
    CompletableFuture<PhaseState> completion = completions.get(phase);
    if (completion != null) {
      completion.cancel(true);
    }
  }
}
