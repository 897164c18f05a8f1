package dev.firstword.turn;

import dev.firstword.turn.TurnBus.Piece;
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
 * Follows turns that other nodes run, for readers that came to this one. The bus brings the words
 * as they are written; the store is asked once a second how turns have ended, and for everything
 * while the bus is away.
 */
final class RemoteTurns implements AutoCloseable {

  private static final Duration LONGEST_READ = Duration.ofMillis(100);
  private static final Duration ASK_STORE = Duration.ofSeconds(1);
  private static final Duration SAY_FOLLOWED = Duration.ofSeconds(2);

  /** A node that follows has this long to say so again. */
  private static final Duration FOLLOWED = Duration.ofSeconds(8);

  /** How long a turn that nobody reads is kept for the next reader. */
  private static final Duration KEPT_UNREAD = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(RemoteTurns.class);

  private final @Nullable TurnBus bus;
  private final TurnStore store;
  private final Map<String, Followed> followed = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);
  private final Thread follower;
  private boolean busAway;
  private long storeAskedNanos = System.nanoTime();
  private long saidFollowedNanos;

  RemoteTurns(@Nullable TurnBus bus, TurnStore store) {
    this.bus = bus;
    this.store = store;
    follower = Thread.ofVirtual().name("remote-turns").start(this::run);
  }

  /** A turn and since when nobody reads it; that belongs to the follower alone. */
  private static final class Followed {
    final RemoteTurn turn;
    long unreadSinceNanos = System.nanoTime();

    Followed(RemoteTurn turn) {
      this.turn = turn;
    }
  }

  /** The turn as this node knows it, from now on kept up to date. Callable from any thread. */
  FollowableTurn follow(StoredTurn stored) {
    Followed one =
        followed.computeIfAbsent(
            stored.identity().turnId(), _ -> new Followed(new RemoteTurn(stored, this::hurry)));
    work.release();
    return one.turn;
  }

  /** A reader has come: those who run the turn must hear of it before they give it up. */
  private void hurry() {
    work.release();
  }

  @Override
  public void close() {
    follower.interrupt();
  }

  private void run() {
    try {
      while (true) {
        if (followed.isEmpty()) {
          work.acquire();
        }
        boolean someoneCame = work.drainPermits() > 0;
        dropUnread();
        sayFollowed(someoneCame);
        readBus();
        askStore();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void dropUnread() {
    long now = System.nanoTime();
    followed.values().removeIf(one -> isDone(one, now));
  }

  private static boolean isDone(Followed one, long now) {
    if (one.turn.log().hasReaders()) {
      one.unreadSinceNanos = now;
      return false;
    }
    return one.turn.log().view().ended() || now - one.unreadSinceNanos > KEPT_UNREAD.toNanos();
  }

  private void sayFollowed(boolean atOnce) {
    long now = System.nanoTime();
    if (!atOnce && now - saidFollowedNanos < SAY_FOLLOWED.toNanos()) {
      return;
    }
    saidFollowedNanos = now;
    List<String> read =
        followed.values().stream()
            .filter(one -> one.turn.log().hasReaders())
            .map(one -> one.turn.identity().turnId())
            .toList();
    if (bus != null && !read.isEmpty()) {
      try {
        bus.follow(read, FOLLOWED);
      } catch (RuntimeException e) {
        busFailed(e);
      }
    }
  }

  private void readBus() throws InterruptedException {
    Map<String, Long> offsets = new HashMap<>();
    followed.forEach((id, one) -> {
      if (!one.turn.log().view().ended()) {
        offsets.put(id, (long) one.turn.log().view().length());
      }
    });
    if (bus == null || offsets.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(LONGEST_READ.toMillis());
      return;
    }
    try {
      for (Piece piece : bus.read(offsets, LONGEST_READ)) {
        Followed one = followed.get(piece.turnId());
        if (one != null) {
          one.turn.accept(piece);
        }
      }
      busAway = false;
    } catch (RuntimeException e) {
      busFailed(e);
      TimeUnit.MILLISECONDS.sleep(LONGEST_READ.toMillis());
    }
  }

  private void busFailed(RuntimeException e) {
    if (!busAway) {
      busAway = true;
      log.warn("following other nodes' turns through the store alone: {}", e.toString());
    }
  }

  private void askStore() {
    long now = System.nanoTime();
    if (now - storeAskedNanos < ASK_STORE.toNanos()) {
      return;
    }
    storeAskedNanos = now;
    try {
      Set<String> open = Set.copyOf(followed.keySet());
      for (String id : busAway || bus == null ? open : store.endedAmong(open)) {
        Followed one = followed.get(id);
        if (one != null) {
          store
              .find(one.turn.identity().caller(), id)
              .ifPresentOrElse(one.turn::accept, one.turn::gone);
        }
      }
    } catch (RuntimeException e) {
      log.warn("can't ask the store about other nodes' turns: {}", e.toString());
    }
  }
}
