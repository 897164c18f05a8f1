package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows turns of other nodes for the readers on this one. The bus delivers text as it is written;
 * the store is polled once a second for turns that have ended, and for everything while the bus is
 * unavailable.
 */
public final class RemoteTurnFollower implements AutoCloseable {

  private static final Duration BUS_READ_TIMEOUT = Duration.ofMillis(100);
  private static final Duration STORE_POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration ANNOUNCE_INTERVAL = Duration.ofSeconds(2);

  /** How long an announcement of readers is valid unless renewed. */
  private static final Duration ANNOUNCEMENT_TTL = Duration.ofSeconds(8);

  /** How long a turn without readers is kept for the next reader. */
  private static final Duration UNREAD_RETENTION = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(RemoteTurnFollower.class);

  private final @Nullable TurnBus bus;
  private final TurnStore store;
  private final Map<String, FollowedTurn> followedTurns = new ConcurrentHashMap<>();
  private final Clock clock;
  private final AtomicBoolean hasNewReader = new AtomicBoolean();
  private final BackgroundTask task;
  private boolean busUnavailable;
  private long lastStorePollNanos;
  private long lastAnnounceNanos;

  RemoteTurnFollower(@Nullable TurnBus bus, TurnStore store, TaskScheduler scheduler) {
    clock = scheduler.clock();
    lastStorePollNanos = clock.nanoTime();
    lastAnnounceNanos = lastStorePollNanos - ANNOUNCE_INTERVAL.toNanos();
    this.bus = bus;
    this.store = store;
    task =
        scheduler.start(
            TaskOptions.of("remote-turns", "can't poll the store for other nodes' turns")
                .retryingEvery(Duration.ZERO), // The next poll is due in a second anyway.
            this::followAll);
  }

  /** A turn and the time since which it has had no reader; both belong to the task. */
  private static final class FollowedTurn {
    final RemoteTurn turn;
    long unreadSinceNanos;

    FollowedTurn(RemoteTurn turn, long unreadSinceNanos) {
      this.turn = turn;
      this.unreadSinceNanos = unreadSinceNanos;
    }
  }

  /**
   * Returns the turn as this node knows it, kept up to date from now on. Callable from any thread.
   */
  FollowableTurn follow(StoredTurn stored) {
    FollowedTurn followedTurn =
        followedTurns.computeIfAbsent(
            stored.identity().turnId(),
            _ -> new FollowedTurn(new RemoteTurn(stored, this::wakeUp), clock.nanoTime()));
    wakeUp();
    return followedTurn.turn;
  }

  /**
   * Wakes the follower for a new reader, because the node that runs the turn must learn of it
   * before the disconnect grace period ends.
   */
  private void wakeUp() {
    hasNewReader.set(true);
    task.signal();
  }

  @Override
  public void close() {
    task.cancel(Duration.ZERO);
  }

  private NextRun followAll() {
    if (followedTurns.isEmpty()) {
      return NextRun.ON_SIGNAL;
    }
    dropExpired();
    announceReaders(hasNewReader.getAndSet(false));
    boolean read = readBus();
    pollStore();
    return read ? NextRun.NOW : NextRun.after(BUS_READ_TIMEOUT);
  }

  private void dropExpired() {
    long now = clock.nanoTime();
    followedTurns.values().removeIf(followedTurn -> isExpired(followedTurn, now));
  }

  private static boolean isExpired(FollowedTurn followedTurn, long now) {
    if (followedTurn.turn.log().hasReaders()) {
      followedTurn.unreadSinceNanos = now;
      return false;
    }
    return followedTurn.turn.log().view().ended()
        || now - followedTurn.unreadSinceNanos > UNREAD_RETENTION.toNanos();
  }

  private void announceReaders(boolean immediately) {
    long now = clock.nanoTime();
    if (!immediately && now - lastAnnounceNanos < ANNOUNCE_INTERVAL.toNanos()) {
      return;
    }
    lastAnnounceNanos = now;
    List<String> turnsWithReaders =
        followedTurns.values().stream()
            .filter(followedTurn -> followedTurn.turn.log().hasReaders())
            .map(followedTurn -> followedTurn.turn.identity().turnId())
            .toList();
    if (bus != null && !turnsWithReaders.isEmpty()) {
      try {
        bus.announceReaders(turnsWithReaders, ANNOUNCEMENT_TTL);
      } catch (RuntimeException e) {
        busFailed(e);
      }
    }
  }

  /** Waits for text on the bus; returns whether the bus could be read. */
  private boolean readBus() {
    Map<String, Long> offsets = new HashMap<>();
    followedTurns.forEach((id, followedTurn) -> {
      if (!followedTurn.turn.log().view().ended()) {
        offsets.put(id, (long) followedTurn.turn.log().view().length());
      }
    });
    if (bus == null || offsets.isEmpty()) {
      return false;
    }
    try {
      for (LogChunk chunk : bus.read(offsets, BUS_READ_TIMEOUT)) {
        FollowedTurn followedTurn = followedTurns.get(chunk.turnId());
        if (followedTurn != null) {
          followedTurn.turn.apply(chunk);
        }
      }
      busUnavailable = false;
      return true;
    } catch (RuntimeException e) {
      busFailed(e);
      return false;
    }
  }

  private void busFailed(RuntimeException e) {
    if (!busUnavailable) {
      busUnavailable = true;
      log.warn("following other nodes' turns through the store alone: {}", e.toString());
    }
  }

  private void pollStore() {
    long now = clock.nanoTime();
    if (now - lastStorePollNanos < STORE_POLL_INTERVAL.toNanos()) {
      return;
    }
    lastStorePollNanos = now;
    Set<String> openTurnIds = Set.copyOf(followedTurns.keySet());
    for (String id : busUnavailable || bus == null ? openTurnIds : store.findEnded(openTurnIds)) {
      FollowedTurn followedTurn = followedTurns.get(id);
      if (followedTurn != null) {
        store
            .find(followedTurn.turn.identity().caller(), id)
            .ifPresentOrElse(followedTurn.turn::apply, followedTurn.turn::markDeleted);
      }
    }
  }
}
