package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows turns of other nodes for the readers on this one. It announces to the other nodes what it
 * follows, and they send the text over the bus as it is written. What gets lost on the way is asked
 * for again. The store is polled once a second for turns that have ended, and for everything while
 * the bus is unavailable.
 */
public final class RemoteTurnFollower implements AutoCloseable {

  /** How soon an outage of the bus is noticed. */
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  private static final Duration STORE_POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(2);

  /** How long an announcement of readers is valid unless renewed. */
  private static final Duration ANNOUNCEMENT_TTL = Duration.ofSeconds(8);

  /** How long a turn without readers is kept for the next reader. */
  private static final Duration UNREAD_RETENTION = Duration.ofSeconds(10);

  /** What does not fit is asked for again. */
  private static final int MAX_RECEIVED = 1_000;

  private static final Logger log = LoggerFactory.getLogger(RemoteTurnFollower.class);

  private final @Nullable TurnBus bus;
  private final String node;
  private final TurnStore store;
  private final Map<String, FollowedTurn> followedTurns = new ConcurrentHashMap<>();
  private final Clock clock;
  private final ArrayBlockingQueue<List<LogChunk>> received =
      new ArrayBlockingQueue<>(MAX_RECEIVED);

  /** Turns to announce at once, because they or their readers are new. */
  private final Set<String> newlyRead = ConcurrentHashMap.newKeySet();

  /** Turns of which something got lost; belongs to the task. */
  private final Set<String> incomplete = new HashSet<>();

  private final BusDelay delay;
  private final BackgroundTask task;
  private boolean busUnavailable = true;
  private long lastCheckNanos;
  private long lastStorePollNanos;
  private long lastAnnounceNanos;

  RemoteTurnFollower(
      @Nullable TurnBus bus,
      String node,
      TurnStore store,
      BusDelay delay,
      TaskScheduler scheduler) {
    clock = scheduler.clock();
    this.delay = delay;
    lastCheckNanos = clock.nanoTime() - CHECK_INTERVAL.toNanos();
    lastStorePollNanos = clock.nanoTime();
    lastAnnounceNanos = lastStorePollNanos - ANNOUNCE_INTERVAL.toNanos();
    this.bus = bus;
    this.node = node;
    this.store = store;
    task =
        scheduler.start(
            TaskOptions.of("remote-turns", "can't poll the store for other nodes' turns")
                .retryingEvery(Duration.ZERO), // The next poll is due in a second anyway.
            this::followAll);
    if (bus != null) {
      bus.onChunks(
          node,
          chunks -> {
            if (received.offer(chunks)) {
              task.signal();
            }
          });
    }
  }

  /** A turn, and what its follower knows of it; all but the turn belongs to the task. */
  private static final class FollowedTurn {
    final RemoteTurn turn;
    long unreadSinceNanos;
    long heardNanos;

    FollowedTurn(RemoteTurn turn, long nowNanos) {
      this.turn = turn;
      unreadSinceNanos = nowNanos;
      heardNanos = nowNanos;
    }

    boolean hasEnded() {
      return turn.log().view().ended();
    }

    RemoteReader announcement(boolean restart) {
      return new RemoteReader(
          turn.identity().turnId(), turn.log().view().length(), restart, turn.log().hasReaders());
    }
  }

  /**
   * Returns the turn as this node knows it, kept up to date from now on. Callable from any thread.
   */
  FollowableTurn follow(StoredTurn stored) {
    String turnId = stored.identity().turnId();
    FollowedTurn followedTurn =
        followedTurns.computeIfAbsent(
            turnId,
            _ -> {
              announceSoon(turnId);
              return new FollowedTurn(
                  new RemoteTurn(stored, () -> announceSoon(turnId)), clock.nanoTime());
            });
    task.signal();
    return followedTurn.turn;
  }

  /**
   * Announces a new turn or reader at once, because the node that runs the turn must learn of it
   * before the disconnect grace period ends.
   */
  private void announceSoon(String turnId) {
    newlyRead.add(turnId);
    task.signal();
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun followAll() {
    applyReceived();
    if (followedTurns.isEmpty()) {
      return NextRun.ON_SIGNAL;
    }
    long now = clock.nanoTime();
    if (now - lastCheckNanos >= CHECK_INTERVAL.toNanos()) {
      lastCheckNanos = now;
      dropExpired(now);
      checkBus();
    }
    announce(now);
    pollStore();
    return NextRun.afterOrOnSignal(CHECK_INTERVAL);
  }

  private void applyReceived() {
    long now = clock.nanoTime();
    for (List<LogChunk> some = received.poll(); some != null; some = received.poll()) {
      for (LogChunk chunk : some) {
        FollowedTurn followedTurn = followedTurns.get(chunk.turnId());
        if (followedTurn != null) {
          followedTurn.heardNanos = now;
          if (!followedTurn.turn.apply(chunk)) {
            incomplete.add(chunk.turnId());
          }
        }
      }
    }
  }

  private void dropExpired(long now) {
    followedTurns.values().removeIf(followedTurn -> isExpired(followedTurn, now));
  }

  private static boolean isExpired(FollowedTurn followedTurn, long now) {
    if (followedTurn.turn.log().hasReaders()) {
      followedTurn.unreadSinceNanos = now;
      return false;
    }
    return followedTurn.hasEnded()
        || now - followedTurn.unreadSinceNanos > UNREAD_RETENTION.toNanos();
  }

  /** What was sent during an outage is lost. */
  private void checkBus() {
    boolean isListening = bus != null && bus.isListening();
    if (isListening && busUnavailable) {
      busUnavailable = false;
      incomplete.addAll(followedTurns.keySet());
    } else if (!isListening) {
      busFailed("the connection is closed");
    }
  }

  /** Announces all turns from time to time, and at once those that are new or incomplete. */
  private void announce(long now) {
    if (bus == null || busUnavailable) {
      newlyRead.clear(); // All are announced when the bus is back.
      return;
    }
    for (String turnId : List.copyOf(newlyRead)) {
      newlyRead.remove(turnId);
      incomplete.add(turnId);
    }
    boolean isDue = now - lastAnnounceNanos >= ANNOUNCE_INTERVAL.toNanos();
    if (isDue) {
      lastAnnounceNanos = now;
    } else if (incomplete.isEmpty()) {
      return;
    }
    Collection<String> turnIds = isDue ? followedTurns.keySet() : incomplete;
    List<RemoteReader> readers = new ArrayList<>();
    for (String turnId : turnIds) {
      FollowedTurn followedTurn = followedTurns.get(turnId);
      if (followedTurn != null && !followedTurn.hasEnded()) {
        readers.add(followedTurn.announcement(incomplete.contains(turnId)));
      }
    }
    try {
      if (!readers.isEmpty()) {
        delay.recordSent();
        bus.announceReaders(node, readers, ANNOUNCEMENT_TTL);
      }
      incomplete.clear();
    } catch (RuntimeException e) {
      busFailed(e.toString());
    }
  }

  private void busFailed(String why) {
    if (!busUnavailable && bus != null) {
      log.warn("following other nodes' turns through the store alone: {}", why);
    }
    busUnavailable = true;
  }

  private void pollStore() {
    long now = clock.nanoTime();
    if (now - lastStorePollNanos < STORE_POLL_INTERVAL.toNanos()) {
      return;
    }
    lastStorePollNanos = now;
    for (String id : busUnavailable ? silentTurns(now, 0) : endedUnheard(now)) {
      FollowedTurn followedTurn = followedTurns.get(id);
      if (followedTurn != null) {
        store
            .find(followedTurn.turn.identity().caller(), id)
            .ifPresentOrElse(followedTurn.turn::apply, followedTurn.turn::markDeleted);
      }
    }
  }

  /** Turns that have ended although the bus did not say so. */
  private Set<String> endedUnheard(long now) {
    return store.findEnded(silentTurns(now, STORE_POLL_INTERVAL.toNanos() / 2));
  }

  /** Turns that have not ended and of which nothing was heard for some time. */
  private Set<String> silentTurns(long now, long nanos) {
    Set<String> silent = new HashSet<>();
    followedTurns.forEach((id, followedTurn) -> {
      if (!followedTurn.hasEnded() && now - followedTurn.heardNanos >= nanos) {
        silent.add(id);
      }
    });
    return silent;
  }
}
