package dev.firstword.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices when work on a loop holds up everything else there. Each loop beats, and one thread looks
 * whether it still does: where it does not, what the loop does just then is the culprit. A machine
 * that stands still as a whole is nobody's fault here, nor is a loop that only waits for a core.
 */
public final class LoopWatch implements AutoCloseable {

  /** How late a beat is that somebody would notice in an answer. */
  static final Duration TOO_LATE = Duration.ofMillis(100);

  static final Duration BEAT = Duration.ofMillis(100);
  static final Duration LOOK = Duration.ofMillis(50);

  /** Work of this product, and of no library that a loop waits in. */
  private static final String OURS = "dev.firstword.";

  private final Listener listener;
  private final LongSupplier nanoTime;
  private final List<Watched> loops = new CopyOnWriteArrayList<>();
  private volatile boolean closed;
  private long lookedNanos;

  /** Hears on the loop that it was held up: it must only note it and hand on. */
  public interface Listener {
    /**
     * It goes on.
     *
     * @param length how late its beat was
     * @param where the method that it was in, such as {@code dev.firstword.turn.Turn.onText}
     */
    void heldUp(Duration length, String where);
  }

  /** Confined to the loop but for what the looking thread reads and says. */
  private static final class Watched {
    final Thread thread;
    volatile long dueNanos;
    volatile @Nullable String where;

    Watched(Thread thread) {
      this.thread = thread;
    }
  }

  LoopWatch(Listener listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    lookedNanos = nanoTime.getAsLong();
  }

  /** Begins to look. */
  public static LoopWatch start(Listener listener) {
    LoopWatch watch = new LoopWatch(listener, System::nanoTime);
    Thread.ofPlatform().daemon().name("loop-watch").start(watch::run);
    return watch;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(LOOK.toNanos());
      look();
    }
  }

  /** Watches one more loop. Called on it. */
  public void add(EventLoop loop) {
    Watched watched = new Watched(Thread.currentThread());
    beatAgain(loop, watched);
    loops.add(watched);
  }

  private void beatAgain(EventLoop loop, Watched watched) {
    watched.where = null;
    watched.dueNanos = nanoTime.getAsLong() + BEAT.toNanos();
    var _ = loop.schedule(BEAT, () -> beat(loop, watched));
  }

  private void beat(EventLoop loop, Watched watched) {
    if (closed) {
      return;
    }
    long lateNanos = nanoTime.getAsLong() - watched.dueNanos;
    String where = watched.where;
    if (where != null && lateNanos >= TOO_LATE.toNanos()) {
      listener.heldUp(Duration.ofNanos(lateNanos), where);
    }
    beatAgain(loop, watched);
  }

  /** Looks once. */
  void look() {
    long now = nanoTime.getAsLong();
    boolean stoodStill = now - lookedNanos > 2 * LOOK.toNanos();
    lookedNanos = now;
    for (Watched watched : loops) {
      boolean isLate = now - watched.dueNanos >= TOO_LATE.toNanos();
      if (isLate && !stoodStill && watched.where == null) {
        watched.where = workOf(watched.thread);
      }
    }
  }

  private static @Nullable String workOf(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().startsWith(OURS)) {
        return frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
  }
}
