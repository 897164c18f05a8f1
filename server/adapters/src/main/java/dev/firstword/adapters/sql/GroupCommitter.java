package dev.firstword.adapters.sql;

import dev.firstword.core.fairness.FairQueue;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: runs all queued writes on one thread in one transaction, so that a single flush
 * makes them durable. SQLite allows one writer at a time anyway; this turns its queue into a batch.
 * A group takes one write of each tenant in turn. If a write fails, the group is rolled back and
 * each write is committed separately.
 */
final class GroupCommitter implements Committer {

  private static final Logger log = LoggerFactory.getLogger(GroupCommitter.class);
  private static final int MAX_GROUP_SIZE = 256;
  private static final int MAX_QUEUE_SIZE = 20_000;
  private static final int MAX_QUEUE_SIZE_OF_TENANT = 10_000;
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

  /** Rewriting a database of ten gigabytes takes a few minutes. */
  private static final Duration MAINTENANCE_TIMEOUT = Duration.ofMinutes(10);

  private final Jdbi jdbi;
  private final boolean holdsConnection;
  private final @Nullable UncleanShutdownMarker mark;

  /** Also the lock under which it is used; notified of each new entry. */
  private final FairQueue<Pending<?>> queue =
      new FairQueue<>(MAX_QUEUE_SIZE, MAX_QUEUE_SIZE_OF_TENANT);

  private final Thread committer;
  private boolean closing;

  /** Used by the committer's thread; null while no connection is open. */
  private @Nullable Transaction session;

  /**
   * Starts the committer.
   *
   * @param holdsConnection whether to keep one connection, with its prepared statements, from group
   *     to group; otherwise it is returned after each
   * @param mark counts the commits, if they are to be counted
   */
  GroupCommitter(Jdbi jdbi, boolean holdsConnection, @Nullable UncleanShutdownMarker mark) {
    this.jdbi = jdbi;
    this.holdsConnection = holdsConnection;
    this.mark = mark;
    committer = Thread.ofPlatform().name("sqlite-commit").daemon().start(this::run);
  }

  private static final class Pending<T> {
    final Write<T> write;
    final CompletableFuture<T> applied = new CompletableFuture<>();
    final CompletableFuture<T> durable = new CompletableFuture<>();

    /** Runs alone and outside of a transaction, in place of the write; absent for a write. */
    final @Nullable Maintenance maintenance;

    Pending(Write<T> write, @Nullable Maintenance maintenance) {
      this.write = write;
      this.maintenance = maintenance;
    }

    /**
     * Runs the write. If its group was rolled back after the result was announced, the result must
     * be the same again.
     */
    void apply(Transaction transaction) {
      T result = write.apply(transaction);
      if (!applied.complete(result) && !Objects.equals(applied.join(), result)) {
        throw new IllegalStateException("a write had another result when it was repeated");
      }
    }

    void complete() {
      durable.complete(applied.join());
    }

    void fail(Throwable cause) {
      applied.completeExceptionally(cause);
      durable.completeExceptionally(cause);
    }
  }

  @Override
  public <T> T commit(String tenant, Write<T> write) {
    return await(enqueue(tenant, write).durable);
  }

  @Override
  public <T> StagedCommit<T> commitInStages(String tenant, Write<T> write) {
    Pending<T> pending = enqueue(tenant, write);
    T result = await(pending.applied);
    return new StagedCommit<>(
        result, pending.durable.orTimeout(COMMIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void runAlone(Maintenance work) {
    Pending<Boolean> pending = enqueue(SERVER, new Pending<>(_ -> true, work));
    await(pending.durable, MAINTENANCE_TIMEOUT);
  }

  private <T> Pending<T> enqueue(String tenant, Write<T> write) {
    return enqueue(tenant, new Pending<>(write, null));
  }

  private <T> Pending<T> enqueue(String tenant, Pending<T> pending) {
    synchronized (queue) {
      if (closing || !queue.offer(tenant, pending)) {
        throw new ProblemException(Problem.storeUnavailable());
      }
      queue.notifyAll();
    }
    return pending;
  }

  private static <T> T await(CompletableFuture<T> stage) {
    return await(stage, COMMIT_TIMEOUT);
  }

  private static <T> T await(CompletableFuture<T> stage, Duration timeout) {
    try {
      return stage.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException _) {
      throw new ProblemException(
          Problem.storeUnavailable(), new TimeoutException("not written within " + timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing", e);
    }
  }

  /** Returns the number of writes that wait for a group. */
  @Override
  public int waiting() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /** Commits the queued writes, then stops. */
  @Override
  public void close() {
    synchronized (queue) {
      closing = true;
      queue.notifyAll();
    }
    try {
      committer.join(COMMIT_TIMEOUT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Pending<?>> group = new ArrayList<>(MAX_GROUP_SIZE);
    while (true) {
      collect(group);
      if (group.isEmpty()) {
        closeSession();
        return;
      }
      List<Pending<?>> alone = group.stream().filter(one -> one.maintenance != null).toList();
      group.removeAll(alone);
      if (!group.isEmpty()) {
        commitGroup(group);
      }
      alone.forEach(this::runMaintenance);
      group.clear();
      if (!holdsConnection) {
        closeSession();
      }
    }
  }

  /** Waits for the next group; leaves it empty once the committer is closed. */
  private void collect(List<Pending<?>> group) {
    synchronized (queue) {
      while (queue.isEmpty() && !closing) {
        try {
          queue.wait();
        } catch (InterruptedException _) {
          // Only close() ends this thread.
        }
      }
      while (group.size() < MAX_GROUP_SIZE && !queue.isEmpty()) {
        group.add(Objects.requireNonNull(queue.poll()));
      }
    }
  }

  private void commitGroup(List<Pending<?>> group) {
    try {
      Transaction transaction = openSession();
      transaction
          .handle()
          .useTransaction(handle -> {
            group.forEach(pending -> pending.apply(transaction));
            count(handle);
          });
      if (mark != null) {
        mark.committed();
      }
    } catch (RuntimeException e) {
      closeSession(); // A failed commit may have left the connection in the middle of a
      // transaction.
      if (group.size() == 1) {
        group.getFirst().fail(e);
      } else {
        group.forEach(pending -> commitGroup(List.of(pending)));
      }
      return;
    }
    group.forEach(Pending::complete);
  }

  /** On a connection without prepared statements, which would be in the way. */
  private <T> void runMaintenance(Pending<T> pending) {
    closeSession();
    try {
      Maintenance work = Objects.requireNonNull(pending.maintenance);
      jdbi.useHandle(handle -> work.run(handle.getConnection()));
      pending.applied.complete(pending.write.apply(openSession()));
      pending.complete();
    } catch (SQLException | RuntimeException e) {
      pending.fail(e);
    }
  }

  private void count(Handle handle) {
    if (mark == null) {
      return;
    }
    // Without Jdbi, which would keep each of these in its cache of parsed statements.
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute(mark.countSql());
    } catch (SQLException e) {
      throw new IllegalStateException("the commit could not be counted", e);
    }
  }

  private Transaction openSession() {
    if (session == null) {
      Handle handle = jdbi.open();
      session = new Transaction(new Statements(handle.getConnection()), handle);
    }
    return session;
  }

  private void closeSession() {
    Transaction last = session;
    session = null;
    if (last != null) {
      try {
        last.statements().close();
        last.handle().close();
      } catch (RuntimeException e) {
        log.debug("a connection could not be closed: {}", e.toString());
      }
    }
  }
}
