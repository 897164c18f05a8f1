package dev.firstword.retrieval.index;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The few threads that open, change and close all indexes. Each index has one task at a time, which
 * lines up again after its turn, so that a big one never makes the others wait for long. Nobody
 * interrupts them: an interrupt would close the files that are being written.
 */
final class IndexThreads implements AutoCloseable {

  private static final int CATCHING_UP = 2;

  private final ExecutorService catchingUp =
      Executors.newFixedThreadPool(
          CATCHING_UP, Thread.ofPlatform().daemon().name("index-", 1).factory());
  private final ExecutorService merging =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("index-merge").factory());

  /** Returns false when all is being closed: what is not done now is done after the next start. */
  boolean run(Runnable task) {
    return submit(catchingUp, task);
  }

  /** The same for what takes longer, and nobody waits for. */
  boolean merge(Runnable task) {
    return submit(merging, task);
  }

  private static boolean submit(ExecutorService threads, Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  /** Takes no more tasks. */
  @Override
  public void close() {
    catchingUp.shutdown();
    merging.shutdown();
  }
}
