package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  private final TurnBus bus;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Clock clock;
  private final BackgroundTask task;

  LogReplicator(TurnBus bus, TaskScheduler scheduler) {
    this.bus = bus;
    clock = scheduler.clock();
    task =
        scheduler.start(
            TaskOptions.of(
                    "log-replicator",
                    "the bus between the nodes is down; turns continue without it")
                .retryingEvery(RETRY_INTERVAL),
            this::replicate);
  }

  /** How much of one turn is replicated; all fields but the turn belong to the task. */
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
    task.signal();
  }

  /** Stops replicating a turn that another node owns now. */
  void untrack(String turnId) {
    entries.remove(turnId);
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun replicate() {
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
    } catch (RuntimeException e) {
      onBusFailed();
      throw e;
    }
    return entries.isEmpty() ? NextRun.ON_SIGNAL : NextRun.after(REPLICATION_INTERVAL);
  }

  private static boolean isDone(Entry entry) {
    View view = entry.turn.log().view();
    return view.ended() && entry.replicatedLength == view.length();
  }

  private static LogChunk nextChunk(Entry entry, View view) {
    return new LogChunk(
        entry.turn.identity().turnId(),
        entry.replicatedLength,
        view.copy((int) entry.replicatedLength, view.length()),
        entry.turn.state(),
        view.ended());
  }

  private void markReplicated(LogChunk chunk) {
    Entry entry = entries.get(chunk.turnId());
    if (entry != null) {
      entry.replicatedLength = chunk.end();
    }
  }

  private void onBusFailed() {
    long now = clock.nanoTime();
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
