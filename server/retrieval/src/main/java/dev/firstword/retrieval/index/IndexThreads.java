package dev.firstword.retrieval.index;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The few threads that open, change and close all indexes. Each index has one task at a time, which
 * runs for a time slice and then queues up again, so a large index does not block the others for
 * long. The threads are never interrupted, because an interrupt would close files being written.
 */
final class IndexThreads implements AutoCloseable {

  private static final int CATCH_UP_THREADS = 2;

  private final ExecutorService catchUpExecutor =
      Executors.newFixedThreadPool(
          CATCH_UP_THREADS, Thread.ofPlatform().daemon().name("index-", 1).factory());
  private final ExecutorService mergeExecutor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("index-merge").factory());

  /** Submits a task; returns false on shutdown, when the work is left to the next start. */
  boolean submitCatchUp(Runnable task) {
    return submit(catchUpExecutor, task);
  }

  /** Submits a merge, which takes longer and has no waiting callers; false on shutdown. */
  boolean submitMerge(Runnable task) {
    return submit(mergeExecutor, task);
  }

  private static boolean submit(ExecutorService executor, Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  /** Stops accepting tasks. */
  @Override
  public void close() {
    catchUpExecutor.shutdown();
    mergeExecutor.shutdown();
  }
}
