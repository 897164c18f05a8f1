package dev.firstword.core.turn.cluster;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnStore;
import java.time.Duration;
import java.util.HashMap;
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
  private final Semaphore workSignal = new Semaphore(0);
  private final Thread thread;
  private boolean busUnavailable;
  private long lastStorePollNanos = System.nanoTime();
  private long lastAnnounceNanos;

  RemoteTurnFollower(@Nullable TurnBus bus, TurnStore store) {
    this.bus = bus;
    this.store = store;
    thread = Thread.ofVirtual().name("remote-turns").start(this::run);
  }

  /** A turn and the time since which it has had no reader; both belong to the follower thread. */
  private static final class FollowedTurn {
    final RemoteTurn turn;
    long unreadSinceNanos = System.nanoTime();

    FollowedTurn(RemoteTurn turn) {
      this.turn = turn;
    }
  }

  /**
   * Returns the turn as this node knows it, kept up to date from now on. Callable from any thread.
   */
  FollowableTurn follow(StoredTurn stored) {
    FollowedTurn followedTurn =
        followedTurns.computeIfAbsent(
            stored.identity().turnId(),
            _ -> new FollowedTurn(new RemoteTurn(stored, this::wakeUp)));
    workSignal.release();
    return followedTurn.turn;
  }

  /**
   * Wakes the follower for a new reader, because the node that runs the turn must learn of it
   * before the disconnect grace period ends.
   */
  private void wakeUp() {
    workSignal.release();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        if (followedTurns.isEmpty()) {
          workSignal.acquire();
        }
        boolean hasNewReader = workSignal.drainPermits() > 0;
        dropExpired();
        announceReaders(hasNewReader);
        readBus();
        pollStore();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void dropExpired() {
    long now = System.nanoTime();
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
    long now = System.nanoTime();
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

  private void readBus() throws InterruptedException {
    Map<String, Long> offsets = new HashMap<>();
    followedTurns.forEach((id, followedTurn) -> {
      if (!followedTurn.turn.log().view().ended()) {
        offsets.put(id, (long) followedTurn.turn.log().view().length());
      }
    });
    if (bus == null || offsets.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(BUS_READ_TIMEOUT.toMillis());
      return;
    }
    try {
      for (LogChunk chunk : bus.read(offsets, BUS_READ_TIMEOUT)) {
        FollowedTurn followedTurn = followedTurns.get(chunk.turnId());
        if (followedTurn != null) {
          followedTurn.turn.apply(chunk);
        }
      }
      busUnavailable = false;
    } catch (RuntimeException e) {
      busFailed(e);
      TimeUnit.MILLISECONDS.sleep(BUS_READ_TIMEOUT.toMillis());
    }
  }

  private void busFailed(RuntimeException e) {
    if (!busUnavailable) {
      busUnavailable = true;
      log.warn("following other nodes' turns through the store alone: {}", e.toString());
    }
  }

  private void pollStore() {
    long now = System.nanoTime();
    if (now - lastStorePollNanos < STORE_POLL_INTERVAL.toNanos()) {
      return;
    }
    lastStorePollNanos = now;
    try {
      Set<String> openTurnIds = Set.copyOf(followedTurns.keySet());
      for (String id : busUnavailable || bus == null ? openTurnIds : store.findEnded(openTurnIds)) {
        FollowedTurn followedTurn = followedTurns.get(id);
        if (followedTurn != null) {
          store
              .find(followedTurn.turn.identity().caller(), id)
              .ifPresentOrElse(followedTurn.turn::apply, followedTurn.turn::markDeleted);
        }
      }
    } catch (RuntimeException e) {
      log.warn("can't poll the store for other nodes' turns: {}", e.toString());
    }
  }
}
