package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.relay.log.TurnLog.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates the logs of this node's turns to the bus, for readers on other nodes. While the bus is
 * unavailable the turns continue; when it recovers it receives everything that it lacks.
 */
public final class LogReplicator implements AutoCloseable {

  /**
   * How much later text may appear on other nodes; everything published in between is sent
   * together.
   */
  private static final Duration REPLICATION_INTERVAL = Duration.ofMillis(20);

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

  /** An ended turn is in the store, so the bus does not need it for long. */
  private static final Duration MAX_RETENTION_AFTER_END = Duration.ofSeconds(30);

  private static final long UNKNOWN = -1;
  private static final Logger log = LoggerFactory.getLogger(LogReplicator.class);

  private final TurnBus bus;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Semaphore workSignal = new Semaphore(0);
  private final Thread thread;
  private boolean busUnavailable;

  LogReplicator(TurnBus bus) {
    this.bus = bus;
    thread = Thread.ofVirtual().name("log-replicator").start(this::run);
  }

  /**
   * How much of one turn is replicated; all fields but the turn belong to the replicator thread.
   */
  private static final class Entry {
    final FollowableTurn turn;
    long replicatedLength = UNKNOWN;
    long endedNanos;

    Entry(FollowableTurn turn) {
      this.turn = turn;
    }
  }

  /** Starts replicating what a turn publishes. Callable from any thread. */
  void track(FollowableTurn turn) {
    entries.put(turn.identity().turnId(), new Entry(turn));
    workSignal.release();
  }

  /** Stops replicating a turn that another node owns now. */
  void untrack(String turnId) {
    entries.remove(turnId);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        if (entries.isEmpty()) {
          workSignal.acquire();
        } else {
          TimeUnit.NANOSECONDS.sleep(
              (busUnavailable ? RETRY_INTERVAL : REPLICATION_INTERVAL).toNanos());
        }
        workSignal.drainPermits();
        replicate();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void replicate() {
    List<LogChunk> chunks = new ArrayList<>();
    try {
      for (Entry entry : entries.values()) {
        View view = entry.turn.log().view();
        if (entry.replicatedLength == UNKNOWN) {
          entry.replicatedLength =
              Math.min(bus.length(entry.turn.identity().turnId()), view.length());
        }
        if (view.length() > entry.replicatedLength) {
          chunks.add(nextChunk(entry, view));
        }
      }
      entries.values().removeIf(LogReplicator::isDone);
      if (!chunks.isEmpty()) {
        bus.append(chunks);
        chunks.forEach(this::markReplicated);
      }
      onBusRecovered();
    } catch (RuntimeException e) {
      onBusFailed(e);
    }
  }

  private static boolean isDone(Entry entry) {
    View view = entry.turn.log().view();
    return view.ended() && entry.replicatedLength == view.length();
  }

  private static LogChunk nextChunk(Entry entry, View view) {
    return new LogChunk(
        entry.turn.identity().turnId(),
        entry.replicatedLength,
        Arrays.copyOfRange(view.bytes(), (int) entry.replicatedLength, view.length()),
        entry.turn.state(),
        view.ended());
  }

  private void markReplicated(LogChunk chunk) {
    Entry entry = entries.get(chunk.turnId());
    if (entry != null) {
      entry.replicatedLength = chunk.end();
    }
  }

  private void onBusRecovered() {
    if (busUnavailable) {
      busUnavailable = false;
      log.info("the bus between the nodes is back; missing events were added");
    }
  }

  private void onBusFailed(RuntimeException e) {
    if (!busUnavailable) {
      busUnavailable = true;
      log.warn("the bus between the nodes is down; turns continue without it: {}", e.toString());
    }
    long now = System.nanoTime();
    entries
        .values()
        .forEach(entry -> {
          entry.replicatedLength = UNKNOWN; // The bus may come back with less data.
          if (entry.endedNanos == 0 && entry.turn.log().view().ended()) {
            entry.endedNanos = now;
          }
        });
    entries
        .values()
        .removeIf(entry ->
            entry.endedNanos != 0 && now - entry.endedNanos > MAX_RETENTION_AFTER_END.toNanos());
  }
}
