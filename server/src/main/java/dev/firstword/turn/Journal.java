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
import java.util.Set;
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
  private final String node;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);
  private final Thread writer;
  private volatile boolean closing;

  Journal(TurnStore store, String node, InstantSource clock) {
    this.store = store;
    this.node = node;
    this.clock = clock;
    writer = Thread.ofVirtual().name("journal").start(this::run);
  }

  /** How far one turn is kept; {@code kept} belongs to the writer alone. */
  private static final class Entry {
    final Turn turn;
    final Runnable whenLost;
    int kept;
    volatile @Nullable Ending ending;

    Entry(Turn turn, Runnable whenLost) {
      this.turn = turn;
      this.whenLost = whenLost;
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
    entries.put(turn.identity().turnId(), new Entry(turn, whenLost));
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

  /** An ending wakes the writer; the text of running turns waits for the interval. */
  private void awaitWork() throws InterruptedException {
    if (entries.isEmpty() && !closing) {
      work.acquire();
    } else {
      work.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
    work.drainPermits();
  }

  private Batch collect() {
    Batch batch = new Batch(new ArrayList<>(), new HashMap<>());
    for (Entry entry : entries.values()) {
      TurnState state = entry.turn.state();
      Ending ending = entry.ending;
      View view = ending == null ? entry.turn.log().view() : ending.whole;
      if (ending != null) {
        batch.ended.put(entry.turnId(), entry);
      } else if (view.length() == entry.kept || state.isFinal()) {
        continue; // Nothing new; or the ending comes in a moment.
      }
      byte[] added = Arrays.copyOfRange(view.bytes(), entry.kept, view.length());
      batch.progress.add(
          new Progress(entry.turn.identity(), entry.kept, added, state, end(ending)));
      entry.kept = view.length();
    }
    return batch;
  }

  private @Nullable End end(@Nullable Ending ending) {
    if (ending == null) {
      return null;
    }
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
