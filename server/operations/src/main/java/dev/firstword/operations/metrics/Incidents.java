package dev.firstword.operations.metrics;

import dev.firstword.operations.series.Window;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The most recent incidents. Event loops report them, so adding one never blocks. */
public final class Incidents {

  static final int MAX_INCIDENTS = 2_000;

  private final InstantSource clock;
  private final Deque<Incident> recent = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  public Incidents(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds an incident that ends now. May be called on any thread. */
  public void add(Incident.Kind kind, double ms, String where) {
    recent.addLast(new Incident(kind, clock.millis(), ms, where));
    if (count.incrementAndGet() > MAX_INCIDENTS && recent.pollFirst() != null) {
      count.decrementAndGet();
    }
  }

  /** Returns the incidents of a window, oldest first. */
  public List<Incident> within(Window window) {
    long since = clock.millis() - window.length().toMillis();
    return recent.stream().filter(incident -> incident.atMs() >= since).toList();
  }
}
