package dev.firstword.turn;

import dev.firstword.turn.TurnBus.Piece;
import dev.firstword.turn.TurnLog.View;
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
 * Puts what this node's turns publish on the bus, for readers on other nodes. While the bus is away
 * the turns go on; when it is back it gets all that it lacks, be it everything.
 */
final class LogSharing implements AutoCloseable {

  /** How much later than here a word may appear elsewhere; what comes meanwhile goes together. */
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private static final Duration RETRY = Duration.ofMillis(500);

  /** An ended turn is in the store: nobody needs it on the bus for long. */
  private static final Duration LONGEST_AFTER_END = Duration.ofSeconds(30);

  private static final long UNKNOWN = -1;
  private static final Logger log = LoggerFactory.getLogger(LogSharing.class);

  private final TurnBus bus;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Semaphore work = new Semaphore(0);
  private final Thread sharer;
  private boolean away;

  LogSharing(TurnBus bus) {
    this.bus = bus;
    sharer = Thread.ofVirtual().name("log-sharing").start(this::run);
  }

  /** How far one turn is shared; all but the turn belongs to the sharer alone. */
  private static final class Entry {
    final Turn turn;
    long shared = UNKNOWN;
    long endedNanos;

    Entry(Turn turn) {
      this.turn = turn;
    }
  }

  /** Begins to share what a turn publishes. Callable from any thread. */
  void track(Turn turn) {
    entries.put(turn.identity().turnId(), new Entry(turn));
    work.release();
  }

  /** Shares no more of a turn that is another node's now. */
  void forget(String turnId) {
    entries.remove(turnId);
  }

  @Override
  public void close() {
    sharer.interrupt();
  }

  private void run() {
    try {
      while (true) {
        if (entries.isEmpty()) {
          work.acquire();
        } else {
          TimeUnit.NANOSECONDS.sleep((away ? RETRY : INTERVAL).toNanos());
        }
        work.drainPermits();
        share();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void share() {
    List<Piece> pieces = new ArrayList<>();
    try {
      for (Entry entry : entries.values()) {
        View view = entry.turn.log().view();
        if (entry.shared == UNKNOWN) {
          entry.shared = Math.min(bus.length(entry.turn.identity().turnId()), view.length());
        }
        if (view.length() > entry.shared) {
          pieces.add(piece(entry, view));
        }
      }
      entries.values().removeIf(LogSharing::isDone);
      if (!pieces.isEmpty()) {
        bus.append(pieces);
        pieces.forEach(this::shared);
      }
      back();
    } catch (RuntimeException e) {
      gone(e);
    }
  }

  private static boolean isDone(Entry entry) {
    View view = entry.turn.log().view();
    return view.ended() && entry.shared == view.length();
  }

  private static Piece piece(Entry entry, View view) {
    return new Piece(
        entry.turn.identity().turnId(),
        entry.shared,
        Arrays.copyOfRange(view.bytes(), (int) entry.shared, view.length()),
        entry.turn.state(),
        view.ended());
  }

  private void shared(Piece piece) {
    Entry entry = entries.get(piece.turnId());
    if (entry != null) {
      entry.shared = piece.end();
    }
  }

  private void back() {
    if (away) {
      away = false;
      log.info("the bus between the nodes is back; what it missed was added");
    }
  }

  private void gone(RuntimeException e) {
    if (!away) {
      away = true;
      log.warn("the bus between the nodes is away; turns go on without it: {}", e.toString());
    }
    long now = System.nanoTime();
    entries
        .values()
        .forEach(entry -> {
          entry.shared = UNKNOWN; // It may come back with less than it had.
          if (entry.endedNanos == 0 && entry.turn.log().view().ended()) {
            entry.endedNanos = now;
          }
        });
    entries
        .values()
        .removeIf(
            entry -> entry.endedNanos != 0 && now - entry.endedNanos > LONGEST_AFTER_END.toNanos());
  }
}
