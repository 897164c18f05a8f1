package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.SourcesJson;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.Progress;
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
 * Writes what running turns add to their logs into the store: each turn's at most {@link #INTERVAL}
 * after it was published, all that are due in one transaction, and those that are due next along
 * with a few; and at once when a turn ends. Many turns are due at different times, so that what
 * waits for the store waits for some of them and not for all. While the store is away it keeps
 * trying, and owes nothing but what the logs already hold.
 */
final class Journal {

  /**
   * The most text that a crash can cost a turn, a second by contract, with room for a slow disk.
   */
  static final Duration INTERVAL = Duration.ofMillis(500);

  /** Between two writes for running turns: long enough for a crowd to be due together. */
  private static final Duration BREATH = Duration.ofMillis(25);

  /** A transaction costs as much as some dozens of rows, so few turns go in one together. */
  private static final int TOGETHER = 64;

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final TurnStore store;
  private final String node;
  private final InstantSource clock;
  private final Duration interval;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** Running turns, the one that is due next first; turns that are gone leave when they are due. */
  private final Queue<Entry> running = new ConcurrentLinkedQueue<>();

  private final Queue<Entry> ended = new ConcurrentLinkedQueue<>();
  private final Semaphore work = new Semaphore(0);
  private final Thread writer;
  private volatile boolean closing;
  private long breathUntilNanos = System.nanoTime();

  Journal(TurnStore store, String node, InstantSource clock) {
    this(store, node, clock, INTERVAL);
  }

  /** One that writes for each running turn once in an interval. */
  Journal(TurnStore store, String node, InstantSource clock, Duration interval) {
    this.store = store;
    this.node = node;
    this.clock = clock;
    this.interval = interval;
    writer = Thread.ofVirtual().name("journal").start(this::run);
  }

  /** How far one turn is kept; that belongs to the writer once the turn is in a queue. */
  private static final class Entry {
    final Turn turn;
    final Runnable whenLost;
    int kept;
    long dueNanos;
    volatile @Nullable Ending ending;

    Entry(Turn turn, Runnable whenLost, long dueNanos) {
      this.turn = turn;
      this.whenLost = whenLost;
      this.dueNanos = dueNanos;
    }

    String turnId() {
      return turn.identity().turnId();
    }
  }

  private record Ending(View whole, TurnEvent.Terminal event, Runnable whenDurable) {}

  /** What is written at once; the endings among it are told when it is durable. */
  private record Batch(List<Progress> progress, Map<String, Entry> ended) {}

  /**
   * Begins to keep what a turn publishes. Callable from any thread.
   *
   * @param whenLost run on the journal's thread when the turn is not this node's any more
   */
  void track(Turn turn, Runnable whenLost) {
    Entry entry = new Entry(turn, whenLost, nextDue());
    entries.put(entry.turnId(), entry);
    running.add(entry);
    work.release();
  }

  /** Stops keeping what a turn publishes. Callable from any thread. */
  void forget(String turnId) {
    entries.remove(turnId);
    work.release();
  }

  /**
   * Keeps the whole log of a turn that has ended.
   *
   * @param whenDurable run on the journal's thread: it must only hand on
   */
  void finish(Turn turn, View whole, TurnEvent.Terminal event, Runnable whenDurable) {
    Entry entry = entries.get(turn.identity().turnId());
    if (entry != null) { // Otherwise it was lost a moment ago, and ends as it did elsewhere.
      entry.ending = new Ending(whole, event, whenDurable);
      ended.add(entry);
      work.release();
    }
  }

  /** Writes what is still owed, then stops; gives up after the limit. */
  void close(Duration limit) throws InterruptedException {
    closing = true;
    work.release();
    if (!writer.join(limit)) {
      log.error("the journal could not write {} turns before the end", entries.size());
      writer.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        awaitWork();
        Batch batch = collect();
        Set<String> lost = batch.progress.isEmpty() ? Set.of() : save(batch.progress);
        lost.forEach(this::lose);
        batch.ended.forEach((turnId, entry) -> {
          if (!lost.contains(turnId)) {
            entries.remove(turnId);
            ending(entry).whenDurable.run();
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

  /** An ending wakes the writer; the text of running turns waits until it is due. */
  private void awaitWork() throws InterruptedException {
    Entry next = running.peek();
    if (next != null) {
      long due = Math.max(next.dueNanos - System.nanoTime(), breathUntilNanos - System.nanoTime());
      work.tryAcquire(due, TimeUnit.NANOSECONDS);
    } else if (!closing) {
      work.acquire();
    }
    work.drainPermits();
  }

  private Batch collect() {
    Batch batch = new Batch(new ArrayList<>(), new HashMap<>());
    for (Entry entry = ended.poll(); entry != null; entry = ended.poll()) {
      if (isTracked(entry)) {
        batch.ended.put(entry.turnId(), entry);
        Ending ending = ending(entry);
        batch.progress.add(added(entry, ending.whole, entry.turn.state(), end(ending)));
      }
    }
    if (breathUntilNanos - System.nanoTime() <= 0) {
      collectDue(batch);
    }
    return batch;
  }

  private void collectDue(Batch batch) {
    Entry entry = running.peek();
    long now = System.nanoTime();
    if (entry == null || entry.dueNanos - now > 0) {
      return;
    }
    breathUntilNanos = now + BREATH.toNanos();
    // Those looked at here are due an interval from now or later, so none is looked at twice.
    long dueWithinNanos = interval.toNanos();
    for (int looked = 1; entry != null && entry.dueNanos - now < dueWithinNanos; looked++) {
      running.remove();
      if (isTracked(entry) && entry.ending == null) {
        TurnState state = entry.turn.state();
        View view = entry.turn.log().view();
        if (view.length() > entry.kept && !state.isFinal()) {
          batch.progress.add(added(entry, view, state, null));
        } // Otherwise there is nothing new; or the ending comes in a moment.
        entry.dueNanos = nextDue();
        running.add(entry);
      }
      if (looked == TOGETHER) {
        dueWithinNanos = 1;
      }
      entry = running.peek();
    }
  }

  private static Progress added(Entry entry, View view, TurnState state, @Nullable End end) {
    int offset = entry.kept;
    entry.kept = view.length();
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
    LogContent content = LogContent.of(ending.whole);
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

  private void lose(String turnId) {
    Entry entry = entries.remove(turnId);
    if (entry != null) {
      entry.whenLost.run();
    }
  }

  private Set<String> save(List<Progress> batch) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        return store.save(node, batch);
      } catch (RefusedException e) {
        if (!told) {
          log.warn("turns can't be written, trying again: {}", e.getMessage());
          told = true;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      } catch (RuntimeException e) {
        return saveOneByOne(batch, e);
      }
    }
  }

  /** What the store finds fault with must not keep all the others from being written. */
  private Set<String> saveOneByOne(List<Progress> batch, RuntimeException failure)
      throws InterruptedException {
    if (batch.size() == 1) {
      Progress progress = batch.getFirst();
      log.error("{} can't be written and is given up", progress.identity().turnId(), failure);
      return Set.of(progress.identity().turnId());
    }
    Set<String> lost = new HashSet<>();
    for (Progress one : batch) {
      lost.addAll(save(List.of(one)));
    }
    return lost;
  }
}
