package dev.firstword.core.turn.running;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.prompt.ContentPart;
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
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
   * The minimum time between two batches of ended turns. A turn that ends alone is written
   * immediately; of many, several share a transaction. Nobody notices an end that is this late.
   */
  private static final Duration ENDING_INTERVAL = Duration.ofMillis(10);

  /**
   * A transaction costs as much as a few dozen rows, so batches should not contain only a few
   * turns.
   */
  private static final int TARGET_BATCH_SIZE = 64;

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final TurnStore store;
  private final String node;
  private final Clock clock;
  private final Duration interval;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** Running turns in due order. Ended turns are removed when they become due. */
  private final Queue<Entry> runningEntries = new ConcurrentLinkedQueue<>();

  /** Turns that have ended, or continue elsewhere. */
  private final Queue<Entry> leavingEntries = new ConcurrentLinkedQueue<>();

  private final BackgroundTask writer;
  private long nextBatchNanos;
  private long nextEndingNanos;

  /** The batch being written, and its parts that are not written yet. */
  private @Nullable Batch currentBatch;

  private final Deque<List<Progress>> unsaved = new ArrayDeque<>();
  private volatile JournalStatistics statistics = JournalStatistics.NONE;

  public Journal(TurnStore store, String node, TaskScheduler scheduler) {
    this(store, node, scheduler, WRITE_INTERVAL);
  }

  /** Creates a journal that writes each running turn once per interval. */
  Journal(TurnStore store, String node, TaskScheduler scheduler, Duration interval) {
    this.store = store;
    this.node = node;
    clock = scheduler.clock();
    nextBatchNanos = clock.nanoTime();
    nextEndingNanos = nextBatchNanos;
    this.interval = interval;
    writer =
        scheduler.start(
            TaskOptions.of("journal", "turns can't be written, retrying")
                .retryingEvery(RETRY_INTERVAL),
            this::writeBatch);
  }

  /** How much of one turn is stored. Belongs to the writer thread once the turn is queued. */
  private static final class Entry {
    final FollowableTurn turn;
    final Runnable onLost;
    int savedLength;
    long dueNanos;
    volatile @Nullable Ending ending;

    /** Whether the turn resumes elsewhere, or after a restart. */
    volatile boolean released;

    Entry(FollowableTurn turn, int savedLength, Runnable onLost, long dueNanos) {
      this.turn = turn;
      this.savedLength = savedLength;
      this.onLost = onLost;
      this.dueNanos = dueNanos;
    }

    String turnId() {
      return turn.identity().turnId();
    }
  }

  private record Ending(
      View finalView, TurnEvent.Terminal event, List<ContentPart> parts, Runnable onDurable) {}

  /** One transaction; the turns that leave with it are notified once it is durable. */
  private record Batch(List<Progress> progress, Map<String, Entry> leaving, Set<String> lost) {}

  /**
   * Starts writing what a turn publishes. Callable from any thread.
   *
   * @param onLost called on the journal's thread if the turn no longer belongs to this node
   */
  public void track(FollowableTurn turn, Runnable onLost) {
    trackFrom(0, turn, onLost);
  }

  /**
   * Starts writing what a turn publishes, whose log is stored up to an offset. Callable from any
   * thread.
   *
   * @param onLost called on the journal's thread if the turn no longer belongs to this node
   */
  public void trackFrom(int savedLength, FollowableTurn turn, Runnable onLost) {
    Entry entry = new Entry(turn, savedLength, onLost, nextDue());
    entries.put(entry.turnId(), entry);
    runningEntries.add(entry);
    writer.signal();
  }

  /** Stops writing what a turn publishes. Callable from any thread. */
  public void untrack(String turnId) {
    entries.remove(turnId);
    writer.signal();
  }

  /**
   * Writes what a turn has published, then stops writing it: the turn resumes elsewhere. Callable
   * from any thread.
   */
  public void release(String turnId) {
    Entry entry = entries.get(turnId);
    if (entry != null) { // Otherwise another node just took the turn over.
      entry.released = true;
      leavingEntries.add(entry);
      writer.signal();
    }
  }

  /**
   * Writes a turn that has ended, with its whole log.
   *
   * @param parts the parts of an answer with tool calls; empty if it is its text alone
   * @param onDurable called on the journal's thread, so it must only hand over
   */
  void finish(
      FollowableTurn turn,
      View finalView,
      TurnEvent.Terminal event,
      List<ContentPart> parts,
      Runnable onDurable) {
    Entry entry = entries.get(turn.identity().turnId());
    if (entry != null) { // Otherwise another node just took the turn over.
      entry.ending = new Ending(finalView, event, parts, onDurable);
      leavingEntries.add(entry);
      writer.signal();
    }
  }

  /** Returns how busy the journal is. Callable from any thread. */
  public JournalStatistics statistics() {
    JournalStatistics now = statistics;
    return now.withWaiting(now.waiting() + leavingEntries.size());
  }

  /** Writes what is pending, then stops; gives up after the timeout. Blocks. */
  public void close(Duration timeout) {
    if (!writer.drain(timeout)) {
      log.error("the journal could not write {} turns before shutdown", entries.size());
    }
  }

  /** Writes the turns that are due; continues with an earlier batch that could not be written. */
  private NextRun writeBatch() {
    Batch batch = currentBatch;
    if (batch == null) {
      batch = collect();
      currentBatch = batch;
      if (!batch.progress.isEmpty()) {
        unsaved.add(batch.progress);
      }
    }
    countWaiting();
    while (!unsaved.isEmpty()) {
      save(unsaved.getFirst(), batch.lost);
      countWaiting();
    }
    currentBatch = null;
    complete(batch);
    return nextRun();
  }

  private void countWaiting() {
    statistics = statistics.withWaiting(unsaved.stream().mapToInt(List::size).sum());
  }

  /** Notifies the turns of a batch that is durable. */
  private void complete(Batch batch) {
    batch.lost.forEach(this::handleLost);
    batch.leaving.forEach((turnId, entry) -> {
      if (!batch.lost.contains(turnId)) {
        entries.remove(turnId);
        if (!entry.released) {
          ending(entry).onDurable.run();
        }
      }
    });
  }

  /** Runs when the next running turn is due, or when a turn ends. */
  private NextRun nextRun() {
    if (!leavingEntries.isEmpty()) {
      return NextRun.after(Duration.ofNanos(Math.max(0, nextEndingNanos - clock.nanoTime())));
    }
    if (entries.isEmpty()) {
      runningEntries.removeIf(entry -> !isTracked(entry));
    }
    Entry next = runningEntries.peek();
    if (next != null) {
      long now = clock.nanoTime();
      return NextRun.afterOrOnSignal(
          Duration.ofNanos(Math.max(next.dueNanos - now, nextBatchNanos - now)));
    }
    // Without running turns there may be one that is just ending.
    return entries.isEmpty() ? NextRun.ON_SIGNAL : NextRun.afterOrOnSignal(interval);
  }

  private Batch collect() {
    Batch batch = new Batch(new ArrayList<>(), new HashMap<>(), new HashSet<>());
    if (nextEndingNanos - clock.nanoTime() <= 0) {
      collectLeaving(batch);
    }
    if (nextBatchNanos - clock.nanoTime() <= 0) {
      collectDue(batch);
    }
    return batch;
  }

  private void collectLeaving(Batch batch) {
    for (Entry entry = leavingEntries.poll(); entry != null; entry = leavingEntries.poll()) {
      if (isTracked(entry)) {
        batch.leaving.put(entry.turnId(), entry);
        if (entry.released) {
          addProgress(entry, batch);
        } else {
          Ending ending = ending(entry);
          batch.progress.add(newProgress(entry, ending.finalView, entry.turn.state(), end(ending)));
        }
        nextEndingNanos = clock.nanoTime() + ENDING_INTERVAL.toNanos();
      }
    }
  }

  private void collectDue(Batch batch) {
    Entry entry = runningEntries.peek();
    long now = clock.nanoTime();
    if (entry == null || entry.dueNanos - now > 0) {
      return;
    }
    nextBatchNanos = now + BATCH_INTERVAL.toNanos();
    // Turns examined here become due an interval from now or later, so none is examined twice.
    long dueWithinNanos = interval.toNanos();
    for (int examined = 1; entry != null && entry.dueNanos - now < dueWithinNanos; examined++) {
      runningEntries.remove();
      if (isTracked(entry) && entry.ending == null) {
        addProgress(entry, batch);
        entry.dueNanos = nextDue();
        runningEntries.add(entry);
      }
      if (examined == TARGET_BATCH_SIZE) {
        dueWithinNanos = 1;
      }
      entry = runningEntries.peek();
    }
  }

  private static void addProgress(Entry entry, Batch batch) {
    TurnState state = entry.turn.state();
    View view = entry.turn.log().view();
    if (view.length() > entry.savedLength && !state.isFinal()) {
      batch.progress.add(newProgress(entry, view, state, null));
    } // Otherwise there is nothing new, or the ending follows shortly.
  }

  private static Progress newProgress(Entry entry, View view, TurnState state, @Nullable End end) {
    int offset = end == null ? entry.savedLength : 0;
    entry.savedLength = view.length();
    byte[] bytes = view.copy(offset, view.length());
    return new Progress(entry.turn.identity(), offset, bytes, state, end);
  }

  private long nextDue() {
    return clock.nanoTime() + interval.toNanos();
  }

  private boolean isTracked(Entry entry) {
    return entries.get(entry.turnId()) == entry;
  }

  private End end(Ending ending) {
    LogContent content = LogContent.withoutLast(ending.finalView);
    return new End(
        Message.State.after(ending.event),
        content.text(),
        SourcesJson.read(content.sources()),
        clock.millis(),
        ending.parts);
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

  /**
   * Writes the first part of a batch. A turn that the store rejects must not keep the others from
   * being written, so a rejected part is split.
   *
   * @throws ProblemException if the store is unavailable
   */
  private void save(List<Progress> part, Set<String> lost) {
    try {
      long begin = clock.nanoTime();
      lost.addAll(store.save(node, part));
      unsaved.removeFirst();
      statistics = statistics.withCommit(clock.nanoTime() - begin);
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      unsaved.removeFirst();
      if (part.size() == 1) {
        String turnId = part.getFirst().identity().turnId();
        log.atError()
            .addKeyValue("turn_id", turnId)
            .setCause(e)
            .log("{} can't be written and is dropped", turnId);
        lost.add(turnId);
      } else {
        part.reversed().forEach(progress -> unsaved.addFirst(List.of(progress)));
      }
    }
  }
}
