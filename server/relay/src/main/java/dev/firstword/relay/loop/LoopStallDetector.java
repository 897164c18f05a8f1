package dev.firstword.relay.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects tasks that stall an event loop. Each loop runs a heartbeat, and one thread checks that it
 * is on time; if it is not, the stack of the loop shows the method at fault. Pauses of the whole
 * machine are ignored, as are loops that merely wait for a CPU.
 */
public final class LoopStallDetector implements AutoCloseable {

  /** The heartbeat delay that a reader would notice in an answer. */
  static final Duration STALL_THRESHOLD = Duration.ofMillis(100);

  static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(100);
  static final Duration CHECK_INTERVAL = Duration.ofMillis(50);

  /**
   * The packages of this product; a loop that waits inside a library is not stalled by our code.
   */
  private static final String PRODUCT_PACKAGE = "dev.firstword.";

  private final Listener listener;
  private final LongSupplier nanoTime;
  private final List<WatchedLoop> loops = new CopyOnWriteArrayList<>();
  private volatile boolean closed;
  private long lastCheckNanos;

  /**
   * Receives stalls, on the loop that was stalled. Must return quickly and hand any work over to
   * another thread.
   */
  public interface Listener {
    /**
     * Called when the loop runs again.
     *
     * @param length how late the heartbeat was
     * @param where the method that stalled it, such as {@code dev.firstword.turn.Turn.onText}
     */
    void onStall(Duration length, String where);
  }

  /** Confined to its loop, except for the fields shared with the checking thread. */
  private static final class WatchedLoop {
    final Thread thread;
    volatile long dueNanos;
    volatile @Nullable String where;

    WatchedLoop(Thread thread) {
      this.thread = thread;
    }
  }

  LoopStallDetector(Listener listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    lastCheckNanos = nanoTime.getAsLong();
  }

  /** Starts checking. */
  public static LoopStallDetector start(Listener listener) {
    LoopStallDetector detector = new LoopStallDetector(listener, System::nanoTime);
    Thread.ofPlatform().daemon().name("loop-stall-detector").start(detector::run);
    return detector;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
      check();
    }
  }

  /** Adds a loop to watch. Must be called on it. */
  public void add(EventLoop loop) {
    WatchedLoop watched = new WatchedLoop(Thread.currentThread());
    scheduleHeartbeat(loop, watched);
    loops.add(watched);
  }

  private void scheduleHeartbeat(EventLoop loop, WatchedLoop watched) {
    watched.where = null;
    watched.dueNanos = nanoTime.getAsLong() + HEARTBEAT_INTERVAL.toNanos();
    var _ = loop.schedule(HEARTBEAT_INTERVAL, () -> heartbeat(loop, watched));
  }

  private void heartbeat(EventLoop loop, WatchedLoop watched) {
    if (closed) {
      return;
    }
    long lateNanos = nanoTime.getAsLong() - watched.dueNanos;
    String where = watched.where;
    if (where != null && lateNanos >= STALL_THRESHOLD.toNanos()) {
      listener.onStall(Duration.ofNanos(lateNanos), where);
    }
    scheduleHeartbeat(loop, watched);
  }

  /** Checks all loops once. */
  void check() {
    long now = nanoTime.getAsLong();
    boolean machineStalled = now - lastCheckNanos > 2 * CHECK_INTERVAL.toNanos();
    lastCheckNanos = now;
    for (WatchedLoop watched : loops) {
      boolean isLate = now - watched.dueNanos >= STALL_THRESHOLD.toNanos();
      if (isLate && !machineStalled && watched.where == null) {
        watched.where = productFrame(watched.thread);
      }
    }
  }

  private static @Nullable String productFrame(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().startsWith(PRODUCT_PACKAGE)) {
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
