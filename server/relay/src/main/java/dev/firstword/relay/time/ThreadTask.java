package dev.firstword.relay.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A task with a virtual thread, which parks between two runs. */
final class ThreadTask extends BackgroundTask {

  private final Clock clock;
  private final Thread thread;
  private volatile boolean signalled;
  private volatile boolean stopping;
  private volatile boolean draining;

  ThreadTask(TaskOptions options, Task task, Clock clock) {
    super(options, task);
    this.clock = clock;
    thread = Thread.ofVirtual().name(options.name()).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void signal() {
    if (!signalled) {
      signalled = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public boolean cancel(Duration wait) {
    stopping = true;
    thread.interrupt();
    return join(wait);
  }

  @Override
  public boolean stop(Duration timeout) {
    stopping = true;
    LockSupport.unpark(thread);
    return joinOrInterrupt(timeout);
  }

  @Override
  public boolean drain(Duration timeout) {
    signalled = true; // Before the next line, so that the task runs once more.
    draining = true;
    LockSupport.unpark(thread);
    return joinOrInterrupt(timeout);
  }

  @Override
  boolean isClosing() {
    return stopping || draining;
  }

  private boolean joinOrInterrupt(Duration timeout) {
    boolean ended = join(timeout);
    if (!ended) {
      thread.interrupt();
    }
    return ended;
  }

  private boolean join(Duration timeout) {
    if (thread.getState() == Thread.State.NEW) {
      return true;
    }
    try {
      return thread.join(timeout);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      NextRun next = NextRun.after(options().initialDelay());
      while (await(next)) {
        signalled = false;
        next = runOnce();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // Only cancel and timeouts of closing interrupt.
    }
  }

  /** Waits for the next run. Returns false if there is none. */
  private boolean await(NextRun next) throws InterruptedException {
    long start = clock.nanoTime();
    while (!stopping && !next.equals(NextRun.NEVER)) {
      long leftNanos = next.delayNanos() - (clock.nanoTime() - start);
      if (leftNanos <= 0 || (next.onSignal() && signalled)) {
        return true;
      }
      if (next.equals(NextRun.ON_SIGNAL)) {
        // Read in this order, since drain() writes in the other.
        if (draining && !signalled) {
          return false;
        }
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, leftNanos);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return false;
  }
}
