package dev.firstword.retrieval.index;

import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.DocumentChange;
import dev.firstword.retrieval.index.CorruptionGuard.IndexCorruptedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's index. It follows the store's versions, and is rebuilt if it is corrupted, belongs
 * to another model, or is ahead of the store. It opens itself on demand.
 */
final class TenantIndex {

  private static final Logger log = LoggerFactory.getLogger(TenantIndex.class);

  /** How long a task runs before it yields to other tenants' tasks. */
  private static final long TIME_SLICE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int PAGE_SIZE = 64;

  /** Opening reads all files once to verify their checksums. */
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

  private final String tenant;
  private final String model;
  private final IndexLocation location;
  private final DocumentStore store;
  private final IndexThreads threads;
  private final Clock clock;

  /** Held while the index is opened, changed or closed. Merges hold it only at their end. */
  private final ReentrantLock indexLock = new ReentrantLock();

  private volatile @Nullable OpenIndex openIndex;
  private volatile boolean deletedMayRemain;
  private boolean closed;

  private final ReentrantLock scheduleLock = new ReentrantLock();
  private @Nullable CatchUpTask currentTask;
  private boolean mergeScheduled;
  private boolean closeRequested;

  TenantIndex(
      String tenant,
      String model,
      IndexLocation location,
      DocumentStore store,
      IndexThreads threads,
      Clock clock) {
    this.tenant = tenant;
    this.model = model;
    this.location = location;
    this.store = store;
    this.threads = threads;
    this.clock = clock;
  }

  /** The newest snapshot, without waiting; null if the index is not open. */
  @Nullable IndexSnapshot snapshot() {
    OpenIndex index = openIndex;
    return index == null ? null : index.acquireSnapshot();
  }

  /**
   * Returns an up-to-date snapshot, or the newest one if catching up takes too long.
   *
   * @param version the store's version
   * @param timeout how long to wait for changes
   * @throws dev.firstword.core.retrieval.RetrievalException if the index is corrupted or can't be
   *     opened
   */
  IndexSnapshot snapshot(long version, Duration timeout) {
    long wanted = version;
    long deadlineNanos = clock.nanoTime() + timeout.toNanos();
    long openDeadlineNanos = clock.nanoTime() + OPEN_TIMEOUT.toNanos();
    while (true) {
      IndexSnapshot newest = snapshot();
      if (newest == null) {
        catchUp().awaitOpened(openDeadlineNanos);
        continue;
      }
      boolean handedOut = false;
      try {
        if (newest.state().version() == wanted || !catchUp().awaitDone(deadlineNanos)) {
          handedOut = true;
          return newest;
        }
        wanted = store.version(tenant);
      } finally {
        if (!handedOut) {
          newest.close();
        }
      }
    }
  }

  /**
   * Waits until the index has reached the store's version.
   *
   * @return that version
   */
  long catchUp(Duration timeout) {
    long wanted = store.version(tenant);
    long deadlineNanos = clock.nanoTime() + timeout.toNanos();
    while (true) {
      try (IndexSnapshot newest = snapshot()) {
        if (newest != null && newest.state().version() == wanted) {
          return wanted;
        }
      }
      catchUp().awaitSuccess(deadlineNanos);
      wanted = store.version(tenant);
    }
  }

  /** Starts to catch up with the store, or joins a run in progress. */
  private CatchUpTask catchUp() {
    return startOrJoin(false);
  }

  private CatchUpTask startOrJoin(boolean repair) {
    scheduleLock.lock();
    try {
      closeRequested = false;
      if (currentTask == null) {
        CatchUpTask task = new CatchUpTask(repair, clock);
        currentTask = task;
        enqueue(task);
        return task;
      }
      return currentTask;
    } finally {
      scheduleLock.unlock();
    }
  }

  private void enqueue(CatchUpTask task) {
    if (!threads.submitCatchUp(() -> runSlice(task))) {
      task.fail(new IOException("the indexes are closed"));
    }
  }

  private void runSlice(CatchUpTask task) {
    indexLock.lock();
    try {
      if (applyChanges(task)) {
        enqueue(task);
        return;
      }
      finish(task);
      task.markDone();
    } catch (IndexCorruptedException e) {
      log.error("An index is broken and is being rebuilt", e);
      finish(task);
      closeAndClear();
      task.fail(e);
      if (!task.isRepair()) {
        CatchUpTask _ = startOrJoin(true);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("An index could not catch up with its documents", e);
      close(); // Uncommitted changes are applied again next time.
      finish(task);
      task.fail(e);
    } catch (Error e) {
      finish(task);
      task.fail(e);
      throw e;
    } finally {
      indexLock.unlock();
    }
  }

  /** Applies changes for one time slice; returns whether there is more to do. */
  private boolean applyChanges(CatchUpTask task) throws IOException {
    OpenIndex index = ensureOpen();
    task.markOpened();
    long sliceEndNanos = clock.nanoTime() + TIME_SLICE_NANOS;
    long version = store.version(tenant);
    if (index.version() > version) {
      log.warn("An index is ahead of the stored documents and is being rebuilt");
      CorruptionGuard.run(index::reset);
    }
    while (clock.nanoTime() - sliceEndNanos < 0) {
      List<DocumentChange> changes = store.changesAfter(tenant, index.version(), PAGE_SIZE);
      if (changes.isEmpty()) {
        index.advanceTo(version);
        CorruptionGuard.run(index::commitComplete);
        scheduleMerge();
        return false;
      }
      for (DocumentChange change : changes) {
        List<Chunk> chunks =
            change.deleted() ? List.of() : store.chunks(change.documentId(), model);
        CorruptionGuard.run(() -> index.apply(change, chunks));
      }
    }
    if (index.canShowProgress() && task.shouldShowProgress()) {
      CorruptionGuard.run(index::commit);
    }
    return true;
  }

  private OpenIndex ensureOpen() throws IOException {
    if (closed) {
      throw new IOException("the indexes are closed");
    }
    OpenIndex index = openIndex;
    if (index != null && index.isCorrupted()) {
      closeAndClear();
      index = null;
    }
    if (index == null) {
      index = CorruptionGuard.call(() -> OpenIndex.open(location.open(tenant), model));
      openIndex = index;
      deletedMayRemain = true;
    }
    return index;
  }

  /** Ends a run, and closes the index if that was requested meanwhile. */
  private void finish(CatchUpTask task) {
    scheduleLock.lock();
    try {
      if (task.equals(currentTask)) {
        currentTask = null;
      }
      if (closeRequested) {
        close();
      }
    } finally {
      scheduleLock.unlock();
    }
  }

  private void scheduleMerge() {
    scheduleLock.lock();
    try {
      if (mergeScheduled) {
        return;
      }
      mergeScheduled = true;
    } finally {
      scheduleLock.unlock();
    }
    if (!threads.submitMerge(this::runMerge)) {
      clearMergeScheduled();
    }
  }

  private void runMerge() {
    try {
      boolean _ = mergeNow(false);
    } finally {
      clearMergeScheduled();
    }
  }

  /**
   * Waits until no file of the index holds deleted passages.
   *
   * @throws dev.firstword.core.retrieval.RetrievalException if it takes longer, or fails
   */
  void purge(Duration timeout) {
    CatchUpTask purge = new CatchUpTask(false, clock);
    Runnable work =
        () -> {
          try {
            if (mergeNow(true)) {
              purge.markDone();
            } else {
              purge.fail(new IOException("the files of an index could not be merged"));
            }
          } catch (RuntimeException | Error e) {
            purge.fail(e);
            throw e;
          }
        };
    if (!threads.submitMerge(work)) {
      purge.fail(new IOException("the indexes are closed"));
    }
    purge.awaitSuccess(clock.nanoTime() + timeout.toNanos());
  }

  private void clearMergeScheduled() {
    scheduleLock.lock();
    try {
      mergeScheduled = false;
    } finally {
      scheduleLock.unlock();
    }
  }

  /** An index that is opened may have missed that documents were to leave its files. */
  private boolean mergeDeletedOnce() {
    boolean isFirst = deletedMayRemain;
    deletedMayRemain = false;
    return isFirst;
  }

  /** Returns false if that failed. */
  private boolean mergeNow(boolean deleted) {
    OpenIndex index = openIndex;
    try {
      if (index == null
          || !CorruptionGuard.call(
              mergeDeletedOnce() || deleted ? index::mergeDeleted : index::merge)) {
        return true;
      }
      indexLock.lock();
      try {
        CorruptionGuard.run(index::commitMerged);
      } finally {
        indexLock.unlock();
      }
      return true;
    } catch (IndexCorruptedException e) {
      discardCorrupted(index, e);
    } catch (IOException | RuntimeException e) {
      log.warn("An index's files could not be merged", e);
      closeIfCurrent(index); // Lucene closes a writer after a failure.
    }
    return false;
  }

  /** Deletes and rebuilds an index that was found corrupted, unless that is already done. */
  void discardCorrupted(@Nullable OpenIndex corrupted, IndexCorruptedException cause) {
    if (corrupted != null && corrupted.markCorrupted()) {
      log.error("An index is broken and is being rebuilt", cause);
      CatchUpTask _ = startOrJoin(true);
    }
  }

  /** The currently open index, to distinguish it from one opened later. */
  @Nullable OpenIndex current() {
    return openIndex;
  }

  private void closeAndClear() {
    close();
    try {
      location.clear(tenant);
    } catch (IOException e) {
      log.error("A broken index could not be removed", e);
    }
  }

  /** Closes the index once no task changes it, unless it is used again before. */
  void closeWhenIdle() {
    scheduleLock.lock();
    try {
      closeRequested = true;
    } finally {
      scheduleLock.unlock();
    }
    boolean _ = threads.submitCatchUp(this::closeIfIdle);
  }

  private void closeIfIdle() {
    indexLock.lock();
    scheduleLock.lock();
    try {
      if (closeRequested && currentTask == null) {
        close();
      }
    } finally {
      scheduleLock.unlock();
      indexLock.unlock();
    }
  }

  private void closeIfCurrent(@Nullable OpenIndex index) {
    indexLock.lock();
    try {
      if (index != null && index.equals(openIndex)) {
        close();
      }
    } finally {
      indexLock.unlock();
    }
  }

  /** Closes the index permanently, even if a run is in progress. */
  void closeNow() {
    indexLock.lock();
    try {
      closed = true;
      close();
    } finally {
      indexLock.unlock();
    }
  }

  private void close() {
    OpenIndex index = openIndex;
    if (index != null) {
      openIndex = null;
      index.close();
    }
  }
}
