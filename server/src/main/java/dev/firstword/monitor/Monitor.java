package dev.firstword.monitor;

import dev.firstword.monitor.LastTurns.Report;
import dev.firstword.monitor.level.ServiceLevels;
import dev.firstword.monitor.series.Dimension;
import dev.firstword.monitor.series.Series;
import dev.firstword.monitor.series.Tally;
import dev.firstword.monitor.series.Window;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the turns that have ended here. It is told by those who heard of it, never on a
 * turn's way, and keeps a bounded amount: counts by window, and the last turns themselves.
 */
public final class Monitor {

  /** How many turns are kept with their whole timeline, at most 2 KB each. */
  public static final int MOST_TURNS = 5_000;

  /** How many turns wait to be counted before somebody is asked to do so. */
  private static final int MANY = 256;

  private final ServiceLevels levels;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LastTurns lastTurns;
  private final Queue<Ended> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Series series;

  public Monitor(ServiceLevels levels, InstantSource clock) {
    this(levels, clock, MOST_TURNS);
  }

  Monitor(ServiceLevels levels, InstantSource clock, int mostTurns) {
    this.levels = levels;
    this.clock = clock;
    this.series = new Series(levels);
    this.lastTurns = new LastTurns(mostTurns);
  }

  /** A turn that has not been counted yet. */
  private record Ended(FinishedTurn turn, long atMs) {}

  /** Hears the same, once it is counted. */
  public interface Listener {

    void ended(FinishedTurn turn);

    void seen(Vitals seen, FinishedTurn turn);
  }

  /** From now on that listener hears. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public ServiceLevels levels() {
    return levels;
  }

  /**
   * A turn has ended. That is only noted; many turns are counted in one go for less than each by
   * itself. Whoever asks for anything here finds it counted, and alerts ask every few seconds.
   *
   * @return whether many wait by now, and {@link #settle} wants to be called, off any turn's way
   */
  public boolean ended(FinishedTurn turn) {
    waiting.add(new Ended(turn, clock.millis()));
    return waitingCount.incrementAndGet() >= MANY;
  }

  /** Counts what has not been counted yet. */
  public void settle() {
    for (Counted next = countNext(); next != null; next = countNext()) {
      for (Listener listener : listeners) {
        listener.ended(next.turn);
        if (next.seen != null) {
          listener.seen(next.seen, next.turn);
        }
      }
    }
    countAbandoned();
  }

  /** A turn that was counted, with what was told of it by then if that is all there will be. */
  private record Counted(FinishedTurn turn, @Nullable Vitals seen) {}

  /** Taken and counted under one lock, so that whoever finds nothing waiting reads all counted. */
  private @Nullable Counted countNext() {
    lock.lock();
    try {
      Ended next = waiting.poll();
      if (next == null) {
        return null;
      }
      waitingCount.decrementAndGet();
      series.add(next.turn, next.atMs);
      Vitals seen = lastTurns.add(next.turn, next.atMs).orElse(null);
      if (seen != null) {
        series.add(seen, next.turn, next.atMs);
      }
      return new Counted(next.turn, seen);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Somebody tells what they saw of a turn. Of a turn that is not theirs, or not known, nothing is
   * kept once that is clear.
   */
  public void seen(String tenant, String user, String turnId, Vitals seen) {
    settle();
    Optional<FinishedTurn> of =
        locked(() -> {
          long now = clock.millis();
          Optional<FinishedTurn> turn = lastTurns.add(turnId, new Report(tenant, user, seen), now);
          turn.ifPresent(known -> series.add(seen, known, now));
          return turn;
        });
    of.ifPresent(turn -> listeners.forEach(listener -> listener.seen(seen, turn)));
  }

  /** What was seen of turns whose page was left counts once it can't come back any more. */
  private void countAbandoned() {
    List<KeptTurn> abandoned =
        locked(() -> {
          long now = clock.millis();
          List<KeptTurn> due = lastTurns.abandoned(now);
          due.forEach(kept -> series.add(Objects.requireNonNull(kept.seen()), kept.turn(), now));
          return due;
        });
    for (KeptTurn kept : abandoned) {
      Vitals seen = Objects.requireNonNull(kept.seen());
      listeners.forEach(listener -> listener.seen(seen, kept.turn()));
    }
  }

  /** What was counted, and when. */
  public record Percentiles(long atMs, Tally all, List<Series.Named> groups) {}

  /** All turns of a window, and by a dimension. */
  public Percentiles report(Dimension by, Window window) {
    settle();
    return locked(() -> {
      long now = clock.millis();
      return new Percentiles(now, series.all(window, now), series.by(by, window, now));
    });
  }

  /** The newest slices of a window. */
  public Tally newest(Window window, int slices) {
    settle();
    return locked(() -> series.newest(window, slices, clock.millis()));
  }

  /** See {@link Series#history}. */
  public List<Series.Point> history(@Nullable Dimension dimension, String name, Window window) {
    settle();
    return locked(() -> series.history(dimension, name, window, clock.millis()));
  }

  /** The last turns that ended within a window, oldest first. */
  public List<KeptTurn> turns(Window window) {
    settle();
    long since = clock.millis() - window.length().toMillis();
    return locked(lastTurns::all).stream()
        .filter(kept -> kept.turn().endedAtMs() >= since)
        .toList();
  }

  /** One of the last turns. */
  public Optional<KeptTurn> turn(String turnId) {
    settle();
    return locked(() -> lastTurns.find(turnId));
  }

  /** What was counted, packed to be kept. */
  byte[] snapshot() throws IOException {
    settle();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    lock.lock();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      series.write(out, clock.millis());
    } finally {
      lock.unlock();
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      bytes.writeTo(out);
    }
    return packed.toByteArray();
  }

  /**
   * Goes on from what was kept, in place of what was counted here.
   *
   * @throws IOException when it is not what {@link #snapshot} makes; then nothing has changed
   */
  void resume(byte[] snapshot) throws IOException {
    Series read = new Series(levels);
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(snapshot))))) {
      read.read(in, clock.millis());
    }
    lock.lock();
    try {
      series = read;
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
