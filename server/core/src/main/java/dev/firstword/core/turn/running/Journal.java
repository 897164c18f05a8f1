package dev.firstword.core.turn.running;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.Progress;
import dev.firstword.relay.event.SourcesJson;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.LogContent;
import dev.firstword.relay.log.TurnLog.View;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the logs of running turns to the store. A turn is written at most {@link #WRITE_INTERVAL}
 * after it published, and immediately when it ends. All turns that are due are written in one
 * transaction, along with a few that are due next. Because turns are due at different times, a slow
 * store delays some of them rather than all. While the store is unavailable the journal keeps
 * retrying; it needs no memory beyond the logs themselves.
 */
public final class Journal {

  /**
   * The most text that a crash can cost a turn. The documented limit is one second; this leaves
   * room for a slow disk.
   */
  static final Duration WRITE_INTERVAL = Duration.ofMillis(500);

  /**
   * The minimum time between two batches of running turns: long enough for many turns to become due
   * together.
   */
  private static final Duration BATCH_INTERVAL = Duration.ofMillis(25);

  /**
   * A transaction costs as much as a few dozen rows, so batches should not contain only a few
   * turns.
   */
  private static final int TARGET_BATCH_SIZE = 64;

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final TurnStore store;
  private final String node;
  private final InstantSource clock;
  private final Duration interval;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** Running turns in due order; turns that are gone are removed when they become due. */
  private final Queue<Entry> runningEntries = new ConcurrentLinkedQueue<>();

  private final Queue<Entry> endedEntries = new ConcurrentLinkedQueue<>();
  private final Semaphore workSignal = new Semaphore(0);
  private final Thread writer;
  private volatile boolean closing;
  private long nextBatchNanos = System.nanoTime();

  public Journal(TurnStore store, String node, InstantSource clock) {
    this(store, node, clock, WRITE_INTERVAL);
  }

  /** Creates a journal that writes each running turn once per interval. */
  Journal(TurnStore store, String node, InstantSource clock, Duration interval) {
    this.store = store;
    this.node = node;
    this.clock = clock;
    this.interval = interval;
    writer = Thread.ofVirtual().name("journal").start(this::run);
  }

  /** How much of one turn is stored. Belongs to the writer thread once the turn is queued. */
  private static final class Entry {
    final FollowableTurn turn;
    final Runnable onLost;
    int savedLength;
    long dueNanos;
    volatile @Nullable Ending ending;

    Entry(FollowableTurn turn, Runnable onLost, long dueNanos) {
      this.turn = turn;
      this.onLost = onLost;
      this.dueNanos = dueNanos;
    }

    String turnId() {
      return turn.identity().turnId();
    }
  }

  private record Ending(View finalView, TurnEvent.Terminal event, Runnable onDurable) {}

  /** One transaction; the turns that end in it are notified once it is durable. */
  private record Batch(List<Progress> progress, Map<String, Entry> ended) {}

  /**
   * Starts writing what a turn publishes. Callable from any thread.
   *
   * @param onLost called on the journal's thread if the turn no longer belongs to this node
   */
  public void track(FollowableTurn turn, Runnable onLost) {
    Entry entry = new Entry(turn, onLost, nextDue());
    entries.put(entry.turnId(), entry);
    runningEntries.add(entry);
    workSignal.release();
  }

  /** Stops writing what a turn publishes. Callable from any thread. */
  public void untrack(String turnId) {
    entries.remove(turnId);
    workSignal.release();
  }

  /**
   * Writes the whole log of a turn that has ended.
   *
   * @param onDurable called on the journal's thread, so it must only hand over
   */
  void finish(FollowableTurn turn, View finalView, TurnEvent.Terminal event, Runnable onDurable) {
    Entry entry = entries.get(turn.identity().turnId());
    if (entry != null) { // Otherwise another node just took the turn over.
      entry.ending = new Ending(finalView, event, onDurable);
      endedEntries.add(entry);
      workSignal.release();
    }
  }

  /** Writes what is pending, then stops; gives up after the timeout. */
  public void close(Duration timeout) throws InterruptedException {
    closing = true;
    workSignal.release();
    if (!writer.join(timeout)) {
      log.error("the journal could not write {} turns before shutdown", entries.size());
      writer.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        awaitWork();
        Batch batch = collect();
        Set<String> lost = batch.progress.isEmpty() ? Set.of() : save(batch.progress);
        lost.forEach(this::handleLost);
        batch.ended.forEach((turnId, entry) -> {
          if (!lost.contains(turnId)) {
            entries.remove(turnId);
            ending(entry).onDurable.run();
          }
        });
        if (closing && entries.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns immediately when a turn ends; otherwise waits until a running turn is due. */
  private void awaitWork() throws InterruptedException {
    Entry next = runningEntries.peek();
    if (next != null) {
      long waitNanos =
          Math.max(next.dueNanos - System.nanoTime(), nextBatchNanos - System.nanoTime());
      workSignal.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    } else if (!closing) {
      workSignal.acquire();
    }
    workSignal.drainPermits();
  }

  private Batch collect() {
    Batch batch = new Batch(new ArrayList<>(), new HashMap<>());
    for (Entry entry = endedEntries.poll(); entry != null; entry = endedEntries.poll()) {
      if (isTracked(entry)) {
        batch.ended.put(entry.turnId(), entry);
        Ending ending = ending(entry);
        batch.progress.add(newProgress(entry, ending.finalView, entry.turn.state(), end(ending)));
      }
    }
    if (nextBatchNanos - System.nanoTime() <= 0) {
      collectDue(batch);
    }
    return batch;
  }

  private void collectDue(Batch batch) {
    Entry entry = runningEntries.peek();
    long now = System.nanoTime();
    if (entry == null || entry.dueNanos - now > 0) {
      return;
    }
    nextBatchNanos = now + BATCH_INTERVAL.toNanos();
    // Turns examined here become due an interval from now or later, so none is examined twice.
    long dueWithinNanos = interval.toNanos();
    for (int examined = 1; entry != null && entry.dueNanos - now < dueWithinNanos; examined++) {
      runningEntries.remove();
      if (isTracked(entry) && entry.ending == null) {
        TurnState state = entry.turn.state();
        View view = entry.turn.log().view();
        if (view.length() > entry.savedLength && !state.isFinal()) {
          batch.progress.add(newProgress(entry, view, state, null));
        } // Otherwise there is nothing new, or the ending follows shortly.
        entry.dueNanos = nextDue();
        runningEntries.add(entry);
      }
      if (examined == TARGET_BATCH_SIZE) {
        dueWithinNanos = 1;
      }
      entry = runningEntries.peek();
    }
  }

  private static Progress newProgress(Entry entry, View view, TurnState state, @Nullable End end) {
    int offset = entry.savedLength;
    entry.savedLength = view.length();
    byte[] bytes = Arrays.copyOfRange(view.bytes(), offset, view.length());
    return new Progress(entry.turn.identity(), offset, bytes, state, end);
  }

  private long nextDue() {
    return System.nanoTime() + interval.toNanos();
  }

  private boolean isTracked(Entry entry) {
    return entries.get(entry.turnId()) == entry;
  }

  private End end(Ending ending) {
    LogContent content = LogContent.of(ending.finalView);
    return new End(
        Message.State.after(ending.event),
        content.text(),
        SourcesJson.read(content.sources()),
        clock.millis());
  }

  private static Ending ending(Entry entry) {
    Ending ending = entry.ending;
    if (ending == null) {
      throw new IllegalStateException(entry.turnId() + " has no ending");
    }
    return ending;
  }

  private void handleLost(String turnId) {
    Entry entry = entries.remove(turnId);
    if (entry != null) {
      entry.onLost.run();
    }
  }

  private Set<String> save(List<Progress> batch) throws InterruptedException {
    boolean warned = false;
    while (true) {
      try {
        return store.save(node, batch);
      } catch (ProblemException e) {
        if (!warned) {
          log.warn("turns can't be written, retrying: {}", e.getMessage());
          warned = true;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_INTERVAL.toMillis());
      } catch (RuntimeException e) {
        return saveIndividually(batch, e);
      }
    }
  }

  /** A turn that the store rejects must not keep the others from being written. */
  private Set<String> saveIndividually(List<Progress> batch, RuntimeException failure)
      throws InterruptedException {
    if (batch.size() == 1) {
      Progress progress = batch.getFirst();
      log.error("{} can't be written and is dropped", progress.identity().turnId(), failure);
      return Set.of(progress.identity().turnId());
    }
    Set<String> lost = new HashSet<>();
    for (Progress one : batch) {
      lost.addAll(save(List.of(one)));
    }
    return lost;
  }
}
