package dev.firstword.retrieval.index;

import dev.firstword.retrieval.RetrievalException;
import dev.firstword.retrieval.index.Breakage.BrokenIndexException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An index's way to the store's version, and those who wait for it. Deadlines are of {@link
 * System#nanoTime}.
 */
final class CatchingUp {

  /** How often the progress of a long one is kept and shown. */
  private static final long SHOW_NANOS = Duration.ofSeconds(10).toNanos();

  private final boolean repairs;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long shownAt = System.nanoTime();

  /**
   * A way that is about to begin.
   *
   * @param repairs whether the index was found broken just before
   */
  CatchingUp(boolean repairs) {
    this.repairs = repairs;
  }

  boolean repairs() {
    return repairs;
  }

  /** The index is open, with whatever it holds. */
  void opened() {
    opened.complete(null);
  }

  void done() {
    done.complete(null);
  }

  void fail(Throwable why) {
    opened.completeExceptionally(why);
    done.completeExceptionally(why);
  }

  /** Whether it is time to show what was done so far; that is taken as done. */
  boolean shouldShowProgress() {
    if (System.nanoTime() - shownAt < SHOW_NANOS) {
      return false;
    }
    shownAt = System.nanoTime();
    return true;
  }

  /**
   * Waits until the index is open.
   *
   * @throws RetrievalException when it is late or fails
   */
  void awaitOpened(long deadline) {
    awaitSuccess(opened, deadline);
  }

  /**
   * Waits for the end.
   *
   * @throws RetrievalException when it is late or fails
   */
  void awaitSuccess(long deadline) {
    awaitSuccess(done, deadline);
  }

  private static void awaitSuccess(CompletableFuture<Void> part, long deadline) {
    try {
      await(part, deadline);
    } catch (TimeoutException e) {
      throw new RetrievalException("The index could not be brought up to date in time.", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /**
   * Waits for the end, if there is time.
   *
   * @return false when it is late, or fails in a way that leaves the index as it was
   * @throws RetrievalException when the index is broken
   */
  boolean awaitDone(long deadline) {
    try {
      await(done, deadline);
      return System.nanoTime() - deadline < 0;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokenIndexException) {
        throw failure(e.getCause());
      }
      return false;
    }
  }

  private static void await(CompletableFuture<Void> part, long deadline)
      throws TimeoutException, ExecutionException {
    try {
      var _ = part.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("The search was interrupted.", e);
    }
  }

  /** What searches are told. */
  static RetrievalException failure(@Nullable Throwable cause) {
    return new RetrievalException(
        cause instanceof BrokenIndexException
            ? "The index of the documents is broken and is being rebuilt."
            : "The index of the documents can't be opened or brought up to date.",
        cause);
  }
}
