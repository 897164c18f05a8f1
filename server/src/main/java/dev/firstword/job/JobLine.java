package dev.firstword.job;

import dev.firstword.turn.Turns.Begun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The turns of this node's jobs, in the order they came: some run, the others wait. Callable from
 * any thread; nothing here waits for anything.
 */
final class JobLine {

  private final int concurrent;
  private final int mostWaiting;
  private final Consumer<Begun> start;
  private final Map<String, Begun> waiting = new LinkedHashMap<>();
  private final Set<String> running = new HashSet<>();
  private int reserved;
  private boolean held;

  /**
   * An empty line.
   *
   * @param start lets a turn run: it must only hand on
   */
  JobLine(JobLimits limits, Consumer<Begun> start) {
    this.concurrent = limits.concurrent();
    this.mostWaiting = limits.queued();
    this.start = start;
  }

  /** Keeps a place for one that may come; false when there is none. */
  synchronized boolean reserve() {
    if (waiting.size() + running.size() + reserved >= mostWaiting + concurrent) {
      return false;
    }
    reserved++;
    return true;
  }

  /** The one that the place was kept for has come, or will not. */
  synchronized void giveBack() {
    reserved--;
  }

  /** Lets a turn run as soon as it may. */
  void enter(Begun begun) {
    synchronized (this) {
      waiting.put(turnId(begun), begun);
    }
    startNext();
    if (begun.turn().state().isFinal()) {
      leave(turnId(begun)); // Its end may have been told before it was here.
    }
  }

  /** A turn has ended, if it was here at all. */
  void leave(String turnId) {
    boolean was;
    synchronized (this) {
      was = running.remove(turnId) || waiting.remove(turnId) != null;
    }
    if (was) {
      startNext();
    }
  }

  /** From now on no turn begins to run. */
  synchronized void hold() {
    held = true;
  }

  private void startNext() {
    List<Begun> next = new ArrayList<>();
    synchronized (this) {
      var first = waiting.values().iterator();
      while (!held && running.size() < concurrent && first.hasNext()) {
        Begun begun = first.next();
        first.remove();
        running.add(turnId(begun));
        next.add(begun);
      }
    }
    next.forEach(start);
  }

  private static String turnId(Begun begun) {
    return begun.turn().identity().turnId();
  }
}
