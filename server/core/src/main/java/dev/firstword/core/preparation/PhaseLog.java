package dev.firstword.core.preparation;

import dev.firstword.relay.event.TurnEvent.PhaseState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records when phases start and end. Entries from before a listener is attached are buffered and
 * replayed to it in chronological order.
 */
final class PhaseLog {

  private final LongSupplier nanoTime;
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable PhaseListener listener;

  PhaseLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Entry(String phase, @Nullable PhaseState end, long nanos) {

    void replayTo(PhaseListener listener) {
      if (end == null) {
        listener.phaseStarted(phase, nanos);
      } else {
        listener.phaseEnded(phase, end, nanos);
      }
    }
  }

  void phaseStarted(String phase) {
    addEntry(phase, null);
  }

  void phaseEnded(String phase, PhaseState state) {
    addEntry(phase, state);
  }

  /** Reads the clock under the lock, so that listeners never see time go backwards. */
  private synchronized void addEntry(String phase, @Nullable PhaseState end) {
    Entry entry = new Entry(phase, end, nanoTime.getAsLong());
    if (listener == null) {
      entries.add(entry);
    } else {
      entry.replayTo(listener);
    }
  }

  /** Adds a finished phase that ran elsewhere. Must be called before {@link #attach}. */
  synchronized void addFinished(String phase, long startNanos, long endNanos) {
    entries.add(new Entry(phase, null, startNanos));
    entries.add(new Entry(phase, PhaseState.FINISHED, endNanos));
  }

  /** Replays all entries so far to the listener, then forwards new ones to it. */
  synchronized void attach(PhaseListener newListener) {
    entries.sort(Comparator.comparingLong(Entry::nanos));
    entries.forEach(entry -> entry.replayTo(newListener));
    entries.clear();
    listener = newListener;
  }
}
