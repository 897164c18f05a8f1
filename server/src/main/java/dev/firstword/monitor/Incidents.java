package dev.firstword.monitor;

import dev.firstword.monitor.series.Window;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The last incidents, as many as are of use. Event loops tell of them: nobody waits here. */
public final class Incidents {

  static final int MOST = 2_000;

  private final InstantSource clock;
  private final Deque<Incident> last = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  public Incidents(InstantSource clock) {
    this.clock = clock;
  }

  /** It happened, until now. Callable from any thread. */
  public void add(Incident.Kind kind, double ms, String where) {
    last.addLast(new Incident(kind, clock.millis(), ms, where));
    if (count.incrementAndGet() > MOST && last.pollFirst() != null) {
      count.decrementAndGet();
    }
  }

  /** Those of a window, oldest first. */
  public List<Incident> within(Window window) {
    long since = clock.millis() - window.length().toMillis();
    return last.stream().filter(incident -> incident.atMs() >= since).toList();
  }
}
