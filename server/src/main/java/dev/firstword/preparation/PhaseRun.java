package dev.firstword.preparation;

import dev.firstword.profile.Preparing;
import dev.firstword.profile.Preparing.Rule;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
 * Runs the phases of one preparation, each as soon as all that it needs is there, and each within
 * its budget. A late one is interrupted; what becomes of the rest its rule says.
 */
final class PhaseRun {

  private static final Logger logger = LoggerFactory.getLogger(PhaseRun.class);

  private final Preparing preparing;
  private final boolean sequential;
  private final ExecutorService virtualThreads;
  private final PhaseLog log;
  private final Map<Step, Phase<?>> phases = new EnumMap<>(Step.class);
  private final Map<Step, CompletableFuture<PhaseState>> ends = new EnumMap<>(Step.class);

  PhaseRun(Preparing preparing, boolean sequential, ExecutorService virtualThreads, PhaseLog log) {
    this.preparing = preparing;
    this.sequential = sequential;
    this.virtualThreads = virtualThreads;
    this.log = log;
  }

  /**
   * A phase as it is done here.
   *
   * @param use takes what the work has brought in time
   * @param instead does what is left to do when it was late or failed
   */
  private record Phase<T>(Callable<T> work, Consumer<T> use, Runnable instead) {}

  /** Adds a phase that is done here. To be called before {@link #start}. */
  <T> void add(Step step, Callable<T> work, Consumer<T> use, Runnable instead) {
    phases.put(step, new Phase<>(work, use, instead));
    ends.put(step, new CompletableFuture<>());
  }

  /** Adds one that ends when {@link #happened} is called. To be called before {@link #start}. */
  void await(Step step) {
    ends.put(step, new CompletableFuture<>());
  }

  void happened(Step step) {
    end(step).complete(PhaseState.FINISHED);
  }

  /**
   * Completes with how the phase ended, or with the {@link PreparationException} for which it can't
   * go on, or is cancelled.
   */
  CompletableFuture<PhaseState> end(Step step) {
    CompletableFuture<PhaseState> end = ends.get(step);
    if (end == null) {
      throw new IllegalStateException(step + " is not part of this run");
    }
    return end;
  }

  /** Lets every phase begin that can. */
  void start() {
    CompletableFuture<?> before = CompletableFuture.completedFuture(null);
    for (Map.Entry<Step, Phase<?>> entry : phases.entrySet()) {
      Step step = entry.getKey();
      CompletableFuture<?> needed =
          CompletableFuture.allOf(
              step.needs().stream()
                  .filter(ends::containsKey)
                  .map(ends::get)
                  .toArray(CompletableFuture<?>[]::new));
      CompletableFuture<?> ready = sequential ? CompletableFuture.allOf(before, needed) : needed;
      var _ = ready.whenComplete((_, failure) -> begin(step, entry.getValue(), failure));
      before = end(step);
    }
  }

  private void begin(Step step, Phase<?> phase, @Nullable Throwable failure) {
    CompletableFuture<PhaseState> end = end(step);
    if (failure != null) {
      end.completeExceptionally(failure);
      return;
    }
    try {
      Future<?> task = virtualThreads.submit(() -> run(step, phase));
      var _ =
          end.whenComplete((_, _) -> {
            if (end.isCancelled()) {
              task.cancel(true);
            }
          });
    } catch (RejectedExecutionException e) {
      end.completeExceptionally(e); // The server is going down.
    }
  }

  private <T> void run(Step step, Phase<T> phase) {
    new Attempt<>(step, phase).run();
  }

  /**
   * One phase under way, on a thread of its own. Either its work or its deadline ends it, whichever
   * comes first: a phase that is late is over, even where its work heeds no interrupt.
   */
  private final class Attempt<T> {
    private final Step step;
    private final Phase<T> phase;
    private final Rule rule;
    private final Thread worker = Thread.currentThread();
    private final AtomicBoolean over = new AtomicBoolean();

    Attempt(Step step, Phase<T> phase) {
      this.step = step;
      this.phase = phase;
      rule = preparing.rule(step.wireName());
    }

    void run() {
      log.started(step.wireName());
      CompletableFuture<Void> deadline =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, rule.budget().toNanos(), TimeUnit.NANOSECONDS);
      var _ = deadline.thenRunAsync(this::late, virtualThreads);
      try {
        T result = phase.work.call();
        if (over.compareAndSet(false, true)) {
          phase.use.accept(result);
          finish(PhaseState.FINISHED);
        }
      } catch (Exception | Error e) {
        if (over.compareAndSet(false, true)) {
          failed(e);
        }
      } finally {
        deadline.cancel(false);
      }
    }

    private void failed(Throwable cause) {
      if (cause instanceof InterruptedException || end(step).isCancelled()) {
        end(step).cancel(true); // The preparation is given up.
        finish(PhaseState.FAILED);
      } else {
        finish(without(step, phase, rule, cause));
      }
    }

    private void late() {
      if (over.compareAndSet(false, true)) {
        logger.debug("{} took longer than {}", step.wireName(), rule.budget());
        worker.interrupt();
        finish(without(step, phase, rule, null));
      }
    }

    private void finish(PhaseState state) {
      log.ended(step.wireName(), state);
      end(step).complete(state);
    }
  }

  private PhaseState without(Step step, Phase<?> phase, Rule rule, @Nullable Throwable cause) {
    if (cause != null && rule.whenLate() != WhenLate.WAIT) {
      logger.warn("a turn goes on without {}: {}", step.wireName(), cause.getMessage());
    }
    return switch (rule.whenLate()) {
      case WAIT -> {
        end(step).completeExceptionally(new PreparationException(step.wireName(), cause));
        yield PhaseState.FAILED;
      }
      case SKIP -> {
        phase.instead.run();
        yield PhaseState.FAILED;
      }
      case DEGRADE -> {
        phase.instead.run();
        yield PhaseState.DEGRADED;
      }
    };
  }

  /** Whether no phase has ended otherwise than it should. */
  boolean isSound() {
    return ends.values().stream()
        .filter(CompletableFuture::isDone)
        .allMatch(end -> !end.isCompletedExceptionally() && end.join() == PhaseState.FINISHED);
  }

  /** Interrupts what is running and lets nothing else begin. */
  void cancel() {
    ends.values().forEach(end -> end.cancel(true));
  }

  /** The same for some of the phases. */
  void cancel(Step step) {
    CompletableFuture<PhaseState> end = ends.get(step);
    if (end != null) {
      end.cancel(true);
    }
  }
}
