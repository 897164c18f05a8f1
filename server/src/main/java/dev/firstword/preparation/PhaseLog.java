package dev.firstword.preparation;

import dev.firstword.protocol.TurnEvent.PhaseState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When phases began and ended. What happens before anybody listens is kept, and told in its order
 * to the listener when one comes.
 */
final class PhaseLog {

  private final LongSupplier nanoTime;
  private final List<Entry> entries = new ArrayList<>();
  private @Nullable PhaseListener listener;

  PhaseLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Entry(String phase, @Nullable PhaseState end, long nanos) {

    void tell(PhaseListener listener) {
      if (end == null) {
        listener.phaseStarted(phase, nanos);
      } else {
        listener.phaseEnded(phase, end, nanos);
      }
    }
  }

  void started(String phase) {
    note(phase, null);
  }

  void ended(String phase, PhaseState state) {
    note(phase, state);
  }

  /** The clock is read under the lock, so that what is told later is never of an earlier time. */
  private synchronized void note(String phase, @Nullable PhaseState end) {
    Entry entry = new Entry(phase, end, nanoTime.getAsLong());
    if (listener == null) {
      entries.add(entry);
    } else {
      entry.tell(listener);
    }
  }

  /** Adds a phase that went on elsewhere before anybody listened. */
  synchronized void add(String phase, long startNanos, long endNanos) {
    entries.add(new Entry(phase, null, startNanos));
    entries.add(new Entry(phase, PhaseState.FINISHED, endNanos));
  }

  /** Tells what happened so far, and from now on what happens. */
  synchronized void tell(PhaseListener newListener) {
    entries.sort(Comparator.comparingLong(Entry::nanos));
    entries.forEach(entry -> entry.tell(newListener));
    entries.clear();
    listener = newListener;
  }
}
