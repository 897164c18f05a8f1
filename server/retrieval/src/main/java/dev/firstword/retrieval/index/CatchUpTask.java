package dev.firstword.retrieval.index;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.index.CorruptionGuard.IndexCorruptedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run of bringing an index up to the store's version, which callers can wait for. Deadlines are
 * in terms of {@link Clock#nanoTime}.
 */
final class CatchUpTask {

  /** How often a long run commits its progress and shows it to searches. */
  private static final long PROGRESS_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final boolean repair;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Clock clock;
  private long progressShownAtNanos;

  /**
   * Creates a run that has not started yet.
   *
   * @param repair whether it rebuilds an index that was just found corrupted
   */
  CatchUpTask(boolean repair, Clock clock) {
    this.repair = repair;
    this.clock = clock;
    progressShownAtNanos = clock.nanoTime();
  }

  boolean isRepair() {
    return repair;
  }

  /** Signals that the index is open, with its current contents. */
  void markOpened() {
    opened.complete(null);
  }

  void markDone() {
    done.complete(null);
  }

  void fail(Throwable cause) {
    opened.completeExceptionally(cause);
    done.completeExceptionally(cause);
  }

  /** Whether progress is due to be shown; if true, restarts the interval. */
  boolean shouldShowProgress() {
    if (clock.nanoTime() - progressShownAtNanos < PROGRESS_INTERVAL_NANOS) {
      return false;
    }
    progressShownAtNanos = clock.nanoTime();
    return true;
  }

  /**
   * Waits until the index is open.
   *
   * @throws RetrievalException if it fails or the deadline passes
   */
  void awaitOpened(long deadlineNanos) {
    awaitSuccess(opened, deadlineNanos);
  }

  /**
   * Waits until the run has succeeded.
   *
   * @throws RetrievalException if it fails or the deadline passes
   */
  void awaitSuccess(long deadlineNanos) {
    awaitSuccess(done, deadlineNanos);
  }

  private void awaitSuccess(CompletableFuture<Void> future, long deadlineNanos) {
    try {
      await(future, deadlineNanos);
    } catch (TimeoutException e) {
      throw new RetrievalException("The index could not be brought up to date in time.", e);
    } catch (ExecutionException e) {
      throw toException(e.getCause());
    }
  }

  /**
   * Waits for the end of the run until the deadline.
   *
   * @return false if the deadline passes, or the run fails without damaging the index
   * @throws RetrievalException if the index is corrupted
   */
  boolean awaitDone(long deadlineNanos) {
    try {
      await(done, deadlineNanos);
      return clock.nanoTime() - deadlineNanos < 0;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IndexCorruptedException) {
        throw toException(e.getCause());
      }
      return false;
    }
  }

  private void await(CompletableFuture<Void> future, long deadlineNanos)
      throws TimeoutException, ExecutionException {
    try {
      var _ = future.get(Math.max(0, deadlineNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("The search was interrupted.", e);
    }
  }

  /** The exception that searches throw. */
  static RetrievalException toException(@Nullable Throwable cause) {
    return new RetrievalException(
        cause instanceof IndexCorruptedException
            ? "The index of the documents is broken and is being rebuilt."
            : "The index of the documents can't be opened or brought up to date.",
        cause);
  }
}
