package dev.firstword.operations.metrics;

import dev.firstword.operations.metrics.RecentTurns.VitalsReport;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.record.Vitals;
import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.TurnSeries;
import dev.firstword.operations.series.Window;
import dev.firstword.operations.series.WindowStats;
import dev.firstword.operations.slo.Slos;
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
 * Collects statistics about the turns that ended on this node. Recording happens off the token path
 * and memory is bounded: statistics per window, and the most recent turns themselves.
 */
public final class Monitor {

  /** How many turns are kept with their timeline, at most 2 KB each. */
  public static final int MAX_TURNS = 5_000;

  /** How many pending turns make {@link #recordTurn} ask for processing. */
  private static final int PENDING_THRESHOLD = 256;

  private final Slos slos;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final RecentTurns recentTurns;
  private final Queue<PendingTurn> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pendingCount = new AtomicInteger();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private TurnSeries series;

  public Monitor(Slos slos, InstantSource clock) {
    this(slos, clock, MAX_TURNS);
  }

  Monitor(Slos slos, InstantSource clock, int maxTurns) {
    this.slos = slos;
    this.clock = clock;
    this.series = new TurnSeries(slos);
    this.recentTurns = new RecentTurns(maxTurns);
  }

  /** A turn that has not been counted yet. */
  private record PendingTurn(FinishedTurn turn, long atMs) {}

  /** Is notified of turns and vitals once they are counted. */
  public interface Listener {

    void onTurnEnded(FinishedTurn turn);

    void onVitals(Vitals vitals, FinishedTurn turn);
  }

  /** Adds a listener. */
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  public Slos slos() {
    return slos;
  }

  /**
   * Records a turn that has ended. The turn is only queued, since counting many turns together is
   * cheaper than counting each one. Every query processes pending turns first, and alerts query
   * every few seconds.
   *
   * @return whether many turns are pending, so that the caller should run {@link #processPending}
   *     off the token path
   */
  public boolean recordTurn(FinishedTurn turn) {
    pending.add(new PendingTurn(turn, clock.millis()));
    return pendingCount.incrementAndGet() >= PENDING_THRESHOLD;
  }

  /** Counts all pending turns and notifies the listeners. */
  public void processPending() {
    for (ProcessedTurn next = processNext(); next != null; next = processNext()) {
      for (Listener listener : listeners) {
        listener.onTurnEnded(next.turn);
        if (next.vitals != null) {
          listener.onVitals(next.vitals, next.turn);
        }
      }
    }
    processAbandoned();
  }

  /** A turn that was counted, with its vitals if they are already final. */
  private record ProcessedTurn(FinishedTurn turn, @Nullable Vitals vitals) {}

  /**
   * Dequeues and counts a turn under one lock, so that a caller that finds the queue empty reads
   * complete statistics.
   */
  private @Nullable ProcessedTurn processNext() {
    lock.lock();
    try {
      PendingTurn next = pending.poll();
      if (next == null) {
        return null;
      }
      pendingCount.decrementAndGet();
      series.add(next.turn, next.atMs);
      Vitals vitals = recentTurns.add(next.turn, next.atMs).orElse(null);
      if (vitals != null) {
        series.add(vitals, next.turn, next.atMs);
      }
      return new ProcessedTurn(next.turn, vitals);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records vitals that a user's browser reported. Vitals of an unknown turn, or of another user's
   * turn, are discarded once that is known.
   */
  public void recordVitals(String tenant, String user, String turnId, Vitals vitals) {
    processPending();
    Optional<FinishedTurn> matchingTurn =
        withLock(() -> {
          long now = clock.millis();
          Optional<FinishedTurn> turn =
              recentTurns.add(turnId, new VitalsReport(tenant, user, vitals), now);
          turn.ifPresent(known -> series.add(vitals, known, now));
          return turn;
        });
    matchingTurn.ifPresent(turn -> listeners.forEach(listener -> listener.onVitals(vitals, turn)));
  }

  /** Counts the vitals of abandoned turns once their page can no longer return. */
  private void processAbandoned() {
    List<RecentTurn> abandoned =
        withLock(() -> {
          long now = clock.millis();
          List<RecentTurn> due = recentTurns.abandoned(now);
          due.forEach(kept -> series.add(Objects.requireNonNull(kept.vitals()), kept.turn(), now));
          return due;
        });
    for (RecentTurn kept : abandoned) {
      Vitals vitals = Objects.requireNonNull(kept.vitals());
      listeners.forEach(listener -> listener.onVitals(vitals, kept.turn()));
    }
  }

  /** Statistics at a point in time. */
  public record Percentiles(long atMs, WindowStats all, List<TurnSeries.NamedStats> groups) {}

  /** Returns the statistics of a window, in total and grouped by a dimension. */
  public Percentiles report(Dimension by, Window window) {
    processPending();
    return withLock(() -> {
      long now = clock.millis();
      return new Percentiles(now, series.all(window, now), series.groupedBy(by, window, now));
    });
  }

  /** Returns the statistics of the most recent slices of a window. */
  public WindowStats recentStats(Window window, int slices) {
    processPending();
    return withLock(() -> series.recent(window, slices, clock.millis()));
  }

  /** See {@link TurnSeries#history}. */
  public List<TurnSeries.Point> history(@Nullable Dimension dimension, String name, Window window) {
    processPending();
    return withLock(() -> series.history(dimension, name, window, clock.millis()));
  }

  /** Returns the recent turns that ended within a window, oldest first. */
  public List<RecentTurn> turns(Window window) {
    processPending();
    long since = clock.millis() - window.length().toMillis();
    return withLock(recentTurns::all).stream()
        .filter(kept -> kept.turn().endedAtMs() >= since)
        .toList();
  }

  /** Returns one of the recent turns. */
  public Optional<RecentTurn> turn(String turnId) {
    processPending();
    return withLock(() -> recentTurns.find(turnId));
  }

  /** Drops the recent turns of a user. What was counted of them stays counted. */
  public void forget(String tenant, String user) {
    processPending();
    withLock(() -> recentTurns.removeAllOf(tenant, user));
  }

  /** Returns the statistics as compressed bytes. */
  byte[] snapshot() throws IOException {
    processPending();
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
   * Replaces the statistics with those of a snapshot.
   *
   * @throws IOException if the bytes are not a result of {@link #snapshot}; the statistics are then
   *     unchanged
   */
  void restore(byte[] snapshot) throws IOException {
    TurnSeries read = new TurnSeries(slos);
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

  private <T> T withLock(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
