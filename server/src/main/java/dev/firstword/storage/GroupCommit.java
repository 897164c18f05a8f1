package dev.firstword.storage;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Runs writes one after another on one thread, as many as are waiting in one transaction: one flush
 * to the disk makes them all durable. SQLite has one writer at a time anyway; this turns its queue
 * into a batch. A write that fails is undone alone.
 */
final class GroupCommit implements Commits {

  private static final int LARGEST_GROUP = 256;
  private static final int LONGEST_QUEUE = 20_000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Jdbi jdbi;
  private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
  private final Thread committer;
  private volatile boolean closing;

  GroupCommit(Jdbi jdbi) {
    this.jdbi = jdbi;
    committer = Thread.ofPlatform().name("sqlite-commit").daemon().start(this::run);
  }

  private static final class Pending<T> {
    final Write<T> write;
    final CompletableFuture<T> durable = new CompletableFuture<>();
    private @Nullable T result;

    Pending(Write<T> write) {
      this.write = write;
    }

    void apply(Handle handle) {
      result = write.apply(handle);
    }

    @SuppressWarnings("NullAway") // a write's result is null only where T allows it
    void complete() {
      durable.complete(result);
    }
  }

  @Override
  public <T> T commit(Write<T> write) {
    Pending<T> pending = new Pending<>(write);
    if (closing || !queue.offer(pending)) {
      throw new RefusedException(Problem.storeAway());
    }
    try {
      return pending.durable.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException _) {
      throw new RefusedException(
          Problem.storeAway(), new TimeoutException("not written within " + LONGEST_WAIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing", e);
    }
  }

  /** Finishes what is queued, then stops. */
  @Override
  public void close() {
    closing = true;
    committer.interrupt();
    try {
      committer.join(LONGEST_WAIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Pending<?>> group = new ArrayList<>(LARGEST_GROUP);
    while (true) {
      Pending<?> first = next();
      if (first == null) {
        return;
      }
      group.add(first);
      queue.drainTo(group, LARGEST_GROUP - 1);
      commitGroup(group);
      group.clear();
    }
  }

  private @Nullable Pending<?> next() {
    while (true) {
      Pending<?> next = queue.poll();
      if (next != null || closing) {
        return next;
      }
      try {
        return queue.take();
      } catch (InterruptedException _) {
        // Only close() interrupts: look at the queue once more, then leave.
      }
    }
  }

  private void commitGroup(List<Pending<?>> group) {
    try {
      jdbi.useTransaction(handle -> group.forEach(pending -> pending.apply(handle)));
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        group.getFirst().durable.completeExceptionally(e);
      } else {
        group.forEach(pending -> commitGroup(List.of(pending)));
      }
      return;
    }
    group.forEach(Pending::complete);
  }
}
