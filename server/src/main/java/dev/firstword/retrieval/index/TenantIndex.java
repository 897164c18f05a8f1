package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.DocumentStore;
import dev.firstword.retrieval.DocumentStore.Change;
import dev.firstword.retrieval.index.Breakage.BrokenIndexException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's index: follows the store's versions, and is made again when it is broken, of another
 * model, or ahead of the store. Opens itself when it is asked for something.
 */
final class TenantIndex {

  private static final Logger log = LoggerFactory.getLogger(TenantIndex.class);

  /** A task does so much at a time, then lets other tenants' tasks pass. */
  private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int PAGE = 64;

  /** Opening reads all files once to see that they are whole. */
  private static final Duration LONGEST_OPENING = Duration.ofSeconds(5);

  private final String tenant;
  private final String model;
  private final IndexPlace place;
  private final DocumentStore store;
  private final IndexThreads threads;

  /** Held while the index is opened, changed or closed. Merges need it only at their end. */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile @Nullable OpenIndex open;
  private boolean ended;

  private final ReentrantLock scheduling = new ReentrantLock();
  private @Nullable CatchingUp running;
  private boolean merging;
  private boolean closing;

  TenantIndex(
      String tenant, String model, IndexPlace place, DocumentStore store, IndexThreads threads) {
    this.tenant = tenant;
    this.model = model;
    this.place = place;
    this.store = store;
    this.threads = threads;
  }

  /** The newest snapshot without waiting for anything; null when the index is not open. */
  @Nullable Snapshot snapshot() {
    OpenIndex index = open;
    return index == null ? null : index.use();
  }

  /**
   * A snapshot that is up to date, or the newest when that takes too long.
   *
   * @param version the store's
   * @param longest wait for changes
   * @throws dev.firstword.retrieval.RetrievalException when the index is broken, or can't be opened
   */
  Snapshot snapshot(long version, Duration longest) {
    long wanted = version;
    long deadline = System.nanoTime() + longest.toNanos();
    long openingDeadline = System.nanoTime() + LONGEST_OPENING.toNanos();
    while (true) {
      Snapshot newest = snapshot();
      if (newest == null) {
        catchUp().awaitOpened(openingDeadline);
        continue;
      }
      boolean taken = false;
      try {
        if (newest.state().version() == wanted || !catchUp().awaitDone(deadline)) {
          taken = true;
          return newest;
        }
        wanted = store.version(tenant);
      } finally {
        if (!taken) {
          newest.close();
        }
      }
    }
  }

  /**
   * Waits until the store's version is in the index.
   *
   * @return that version
   */
  long catchUp(Duration longest) {
    long wanted = store.version(tenant);
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      try (Snapshot newest = snapshot()) {
        if (newest != null && newest.state().version() == wanted) {
          return wanted;
        }
      }
      catchUp().awaitSuccess(deadline);
      wanted = store.version(tenant);
    }
  }

  /** Begins to catch up with the store, or joins what is under way. */
  private CatchingUp catchUp() {
    return begin(false);
  }

  private CatchingUp begin(boolean repairs) {
    scheduling.lock();
    try {
      closing = false;
      if (running == null) {
        CatchingUp run = new CatchingUp(repairs);
        running = run;
        lineUp(run);
        return run;
      }
      return running;
    } finally {
      scheduling.unlock();
    }
  }

  private void lineUp(CatchingUp run) {
    if (!threads.run(() -> turn(run))) {
      run.fail(new IOException("the indexes are closed"));
    }
  }

  private void turn(CatchingUp run) {
    changing.lock();
    try {
      if (work(run)) {
        lineUp(run);
        return;
      }
      end(run);
      run.done();
    } catch (BrokenIndexException e) {
      log.error("An index is broken and is being rebuilt", e);
      end(run);
      throwAway();
      run.fail(e);
      if (!run.repairs()) {
        CatchingUp _ = begin(true);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("An index could not catch up with its documents", e);
      close(); // What was applied but not committed is applied again next time.
      end(run);
      run.fail(e);
    } catch (Error e) {
      end(run);
      run.fail(e);
      throw e;
    } finally {
      changing.unlock();
    }
  }

  /** Does some of what there is to do; returns whether there is more. */
  private boolean work(CatchingUp run) throws IOException {
    OpenIndex index = opened();
    run.opened();
    long until = System.nanoTime() + TURN_NANOS;
    long version = store.version(tenant);
    if (index.version() > version) {
      log.warn("An index is ahead of the stored documents and is being rebuilt");
      Breakage.duringStep(index::startOver);
    }
    while (System.nanoTime() - until < 0) {
      List<Change> changes = store.changesAfter(tenant, index.version(), PAGE);
      if (changes.isEmpty()) {
        index.reached(version);
        Breakage.duringStep(index::commitWhole);
        merge();
        return false;
      }
      for (Change change : changes) {
        List<Chunk> chunks =
            change.deleted() ? List.of() : store.chunks(change.documentId(), model);
        Breakage.duringStep(() -> index.apply(change, chunks));
      }
    }
    if (index.mayShowProgress() && run.shouldShowProgress()) {
      Breakage.duringStep(index::commit);
    }
    return true;
  }

  private OpenIndex opened() throws IOException {
    if (ended) {
      throw new IOException("the indexes are closed");
    }
    OpenIndex index = open;
    if (index != null && index.isGivenUp()) {
      throwAway();
      index = null;
    }
    if (index == null) {
      index = Breakage.during(() -> OpenIndex.open(place.open(tenant), model));
      open = index;
    }
    return index;
  }

  /** Ends a run, and closes the index when that was wanted meanwhile. */
  private void end(CatchingUp run) {
    scheduling.lock();
    try {
      if (run.equals(running)) {
        running = null;
      }
      if (closing) {
        close();
      }
    } finally {
      scheduling.unlock();
    }
  }

  private void merge() {
    scheduling.lock();
    try {
      if (merging) {
        return;
      }
      merging = true;
    } finally {
      scheduling.unlock();
    }
    if (!threads.merge(this::mergeInTurn)) {
      endMerging();
    }
  }

  private void mergeInTurn() {
    try {
      mergeNow();
    } finally {
      endMerging();
    }
  }

  private void endMerging() {
    scheduling.lock();
    try {
      merging = false;
    } finally {
      scheduling.unlock();
    }
  }

  private void mergeNow() {
    OpenIndex index = open;
    try {
      if (index == null || !Breakage.during(index::merge)) {
        return;
      }
      changing.lock();
      try {
        Breakage.duringStep(index::commitMerged);
      } finally {
        changing.unlock();
      }
    } catch (BrokenIndexException e) {
      discard(index, e);
    } catch (IOException | RuntimeException e) {
      log.warn("An index's files could not be merged", e);
      closeIf(index); // Lucene gives up a writer that failed.
    }
  }

  /** Somebody found that index broken: it is thrown away and made again, unless it already was. */
  void discard(@Nullable OpenIndex found, BrokenIndexException why) {
    if (found != null && found.giveUp()) {
      log.error("An index is broken and is being rebuilt", why);
      CatchingUp _ = begin(true);
    }
  }

  /** What is open now, to be told from what is opened later. */
  @Nullable OpenIndex current() {
    return open;
  }

  private void throwAway() {
    close();
    try {
      place.empty(tenant);
    } catch (IOException e) {
      log.error("A broken index could not be removed", e);
    }
  }

  /** Closes it as soon as nothing changes it, unless somebody asks for it before. */
  void closeWhenIdle() {
    scheduling.lock();
    try {
      closing = true;
    } finally {
      scheduling.unlock();
    }
    boolean _ = threads.run(this::closeIfIdle);
  }

  private void closeIfIdle() {
    changing.lock();
    scheduling.lock();
    try {
      if (closing && running == null) {
        close();
      }
    } finally {
      scheduling.unlock();
      changing.unlock();
    }
  }

  private void closeIf(@Nullable OpenIndex index) {
    changing.lock();
    try {
      if (index != null && index.equals(open)) {
        close();
      }
    } finally {
      changing.unlock();
    }
  }

  /** Closes it for good, whatever is under way. */
  void closeNow() {
    changing.lock();
    try {
      ended = true;
      close();
    } finally {
      changing.unlock();
    }
  }

  private void close() {
    OpenIndex index = open;
    if (index != null) {
      open = null;
      index.close();
    }
  }
}
