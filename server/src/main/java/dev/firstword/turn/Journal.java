package dev.firstword.turn;

import dev.firstword.conversation.Message;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.turn.TurnLog.View;
import dev.firstword.turn.TurnStore.End;
import dev.firstword.turn.TurnStore.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what running turns add to their logs into the store: everything that grew, for all turns
 * in one transaction, at most {@link #INTERVAL} after it was published; and at once when a turn
 * ends. While the store is away it keeps trying, and owes nothing but what the logs already hold.
 */
final class Journal {

  /**
   * The most text that a crash can cost a turn, a second by contract, with room for a slow disk.
   */
  static final Duration INTERVAL = Duration.ofMillis(500);

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final TurnStore store;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);
  private final Thread writer;
  private volatile boolean closing;

  Journal(TurnStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    writer = Thread.ofVirtual().name("journal").start(this::run);
  }

  /** How far one turn is kept; {@code kept} belongs to the writer alone. */
  private static final class Entry {
    final TurnIdentity identity;
    final TurnLog turnLog;
    int kept;
    volatile @Nullable Ending ending;

    Entry(TurnIdentity identity, TurnLog turnLog) {
      this.identity = identity;
      this.turnLog = turnLog;
    }
  }

  private record Ending(
      View whole, TurnState state, TurnEvent.Terminal event, Runnable whenDurable) {}

  /** Begins to keep what a turn publishes. Callable from any thread. */
  void track(TurnIdentity identity, TurnLog turnLog) {
    entries.put(identity.turnId(), new Entry(identity, turnLog));
    work.release();
  }

  /**
   * Keeps the whole log of a turn that has ended.
   *
   * @param whenDurable run on the journal's thread: it must only hand on
   */
  void finish(
      TurnIdentity identity,
      View whole,
      TurnState state,
      TurnEvent.Terminal event,
      Runnable whenDurable) {
    Entry entry = entries.get(identity.turnId());
    if (entry == null) {
      throw new IllegalStateException("turn " + identity.turnId() + " is not tracked");
    }
    entry.ending = new Ending(whole, state, event, whenDurable);
    work.release();
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
        List<Ending> endings = new ArrayList<>();
        List<Progress> batch = collect(endings);
        if (!batch.isEmpty()) {
          save(batch);
        }
        endings.forEach(ending -> ending.whenDurable.run());
        if (closing && entries.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** An ending wakes the writer; the text of running turns waits for the interval. */
  private void awaitWork() throws InterruptedException {
    if (entries.isEmpty() && !closing) {
      work.acquire();
    } else {
      work.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
    work.drainPermits();
  }

  private List<Progress> collect(List<Ending> endings) {
    List<Progress> batch = new ArrayList<>();
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      Ending ending = entry.ending;
      View view = ending == null ? entry.turnLog.view() : ending.whole;
      if (ending != null) {
        endings.add(ending);
        all.remove();
      } else if (view.length() == entry.kept) {
        continue;
      }
      byte[] added = Arrays.copyOfRange(view.bytes(), entry.kept, view.length());
      batch.add(new Progress(entry.identity, entry.kept, added, end(ending)));
      entry.kept = view.length();
    }
    return batch;
  }

  private @Nullable End end(@Nullable Ending ending) {
    if (ending == null) {
      return null;
    }
    return new End(
        ending.state,
        Message.State.after(ending.event),
        LogContent.of(ending.whole).text(),
        clock.millis());
  }

  private void save(List<Progress> batch) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        store.save(batch);
        return;
      } catch (RuntimeException e) {
        if (!told) {
          log.warn("turns can't be written, trying again: {}", e.toString());
          told = true;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }
}
