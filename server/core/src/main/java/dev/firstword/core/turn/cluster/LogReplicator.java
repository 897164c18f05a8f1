package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.relay.log.TurnLog.View;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes on the bus what this node's turns add to their logs. It goes to the nodes that have
 * readers for them, and is kept for the node that takes them over if this one dies. Everything that
 * was added in an interval is sent together, whatever the number of turns. While the bus is
 * unavailable the turns continue; when it recovers it receives everything that it lacks.
 */
public final class LogReplicator implements AutoCloseable {

  /**
   * How much later text may appear on other nodes, while they follow a turn of this one. A message
   * costs Redis as much as some dozen chunks in it.
   */
  private static final Duration FOLLOWED_INTERVAL = Duration.ofMillis(10);

  /** How much of its text a turn may lose with its node, if no other node follows one. */
  private static final Duration UNFOLLOWED_INTERVAL = Duration.ofMillis(25);

  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

  /** An ended turn is in the store, so the bus does not need it for long. */
  private static final Duration MAX_RETENTION_AFTER_END = Duration.ofSeconds(30);

  /** Announcements are repeated, so one that does not fit is only late. */
  private static final int MAX_QUEUED_ANNOUNCEMENTS = 1_000;

  private final TurnBus bus;
  private final String node;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final ArrayBlockingQueue<Announcement> announcements =
      new ArrayBlockingQueue<>(MAX_QUEUED_ANNOUNCEMENTS);
  private final Clock clock;
  private final BackgroundTask task;
  private volatile Statistics statistics = new Statistics(0, 0, 0, 0);

  LogReplicator(TurnBus bus, String node, BusDelay delay, TaskScheduler scheduler) {
    this.bus = bus;
    this.node = node;
    clock = scheduler.clock();
    task =
        scheduler.start(
            TaskOptions.of(
                    "log-replicator",
                    "the bus between the nodes is down; turns continue without it")
                .retryingEvery(RETRY_INTERVAL),
            this::replicate);
    bus.onReaders((reader, readers, ttl) -> {
      if (reader.equals(node)) {
        delay.recordReceived();
      } else if (announcements.offer(new Announcement(reader, readers, ttl))) {
        task.signal();
      }
    });
  }

  /**
   * What is sent to other nodes.
   *
   * @param turns running turns of this node
   * @param followed those of them that another node follows
   * @param publishes how often something was sent so far
   * @param publishNanos how long this took until the bus had it
   */
  public record Statistics(int turns, int followed, long publishes, long publishNanos) {

    private Statistics withTurns(int newTurns, int newFollowed) {
      return new Statistics(newTurns, newFollowed, publishes, publishNanos);
    }

    private Statistics withPublish(long nanos) {
      return new Statistics(turns, followed, publishes + 1, publishNanos + nanos);
    }
  }

  private record Announcement(String node, List<RemoteReader> readers, Duration ttl) {}

  /** How much of one turn is replicated; all fields but the turn belong to the task. */
  private static final class Entry {
    final FollowableTurn turn;
    final Map<String, RemoteFollower> followers = new HashMap<>();
    long replicatedLength;
    long endedNanos;

    Entry(FollowableTurn turn) {
      this.turn = turn;
    }

    /** Returns what was added beyond an offset. */
    LogChunk chunk(long offset, View view) {
      return new LogChunk(
          turn.identity().turnId(),
          offset,
          view.copy((int) offset, view.length()),
          turn.state(),
          view.ended());
    }
  }

  /** What is to be sent together, and how far each turn has been sent then. */
  private record Batch(
      List<LogChunk> chunks, Map<String, List<LogChunk>> byReader, Map<Entry, Integer> lengths) {}

  /** Starts replicating what a turn publishes. Callable from any thread. */
  void track(FollowableTurn turn) {
    entries.put(turn.identity().turnId(), new Entry(turn));
    task.signal();
  }

  /** Stops replicating a turn that another node owns now. */
  void untrack(String turnId) {
    entries.remove(turnId);
  }

  /** Returns what is sent to other nodes. Callable from any thread. */
  Statistics statistics() {
    return statistics;
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun replicate() {
    acceptAnnouncements();
    Batch batch = collect();
    try {
      if (!batch.chunks.isEmpty() || !batch.byReader.isEmpty()) {
        long begin = clock.nanoTime();
        bus.publish(node, batch.chunks, batch.byReader);
        statistics = statistics.withPublish(clock.nanoTime() - begin);
      }
    } catch (RuntimeException e) {
      onBusFailed();
      throw e;
    }
    batch.lengths.forEach((entry, length) -> {
      entry.replicatedLength = length;
      entry.followers.values().forEach(follower -> follower.sentTo(length));
    });
    entries.values().removeIf(LogReplicator::isDone);
    int followed =
        (int) entries.values().stream().filter(entry -> !entry.followers.isEmpty()).count();
    statistics = statistics.withTurns(entries.size(), followed);
    if (entries.isEmpty()) {
      return NextRun.ON_SIGNAL;
    }
    return NextRun.after(followed > 0 ? FOLLOWED_INTERVAL : UNFOLLOWED_INTERVAL);
  }

  private void acceptAnnouncements() {
    long now = clock.nanoTime();
    for (Announcement one = announcements.poll(); one != null; one = announcements.poll()) {
      for (RemoteReader reader : one.readers) {
        Entry entry = entries.get(reader.turnId());
        if (entry != null) {
          entry
              .followers
              .computeIfAbsent(one.node, _ -> new RemoteFollower(reader.offset()))
              .renew(reader, now + one.ttl.toNanos());
        }
      }
    }
  }

  private Batch collect() {
    Batch batch = new Batch(new ArrayList<>(), new HashMap<>(), new HashMap<>());
    long now = clock.nanoTime();
    for (Entry entry : entries.values()) {
      View view = entry.turn.log().view();
      LogChunk added = null;
      if (view.length() > entry.replicatedLength) {
        added = entry.chunk(entry.replicatedLength, view);
        batch.chunks.add(added);
        batch.lengths.put(entry, view.length());
      }
      entry.followers.values().removeIf(follower -> follower.hasExpired(now));
      for (Map.Entry<String, RemoteFollower> follower : entry.followers.entrySet()) {
        long sent = follower.getValue().sentLength();
        if (view.length() > sent) {
          boolean isUpToDate = added != null && added.offset() == sent;
          batch
              .byReader
              .computeIfAbsent(follower.getKey(), _ -> new ArrayList<>())
              .add(isUpToDate ? added : entry.chunk(sent, view));
          batch.lengths.put(entry, view.length());
        }
      }
    }
    return batch;
  }

  private static boolean isDone(Entry entry) {
    View view = entry.turn.log().view();
    return view.ended() && entry.replicatedLength == view.length();
  }

  private void onBusFailed() {
    long now = clock.nanoTime();
    entries
        .values()
        .forEach(entry -> {
          entry.replicatedLength = 0; // The bus may come back without data.
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
