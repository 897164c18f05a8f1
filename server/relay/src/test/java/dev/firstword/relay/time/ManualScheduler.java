package dev.firstword.relay.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler driven by the test: tasks run on the thread of the test, and time passes, only when
 * the test says so.
 */
public final class ManualScheduler implements TaskScheduler {

  /** More runs without any passing of time are an endless loop. */
  private static final int MAX_RUNS_AT_ONCE = 10_000;

  private final ManualClock clock;
  private final List<ManualTask> tasks = new CopyOnWriteArrayList<>();

  public ManualScheduler() {
    this(new ManualClock());
  }

  public ManualScheduler(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public ManualClock clock() {
    return clock;
  }

  @Override
  public BackgroundTask create(TaskOptions options, Task task) {
    return new ManualTask(options, task);
  }

  /** Runs all tasks that are due, until none is. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Advances the clock; tasks run in order, each at its own time. */
  public void advance(Duration time) {
    long endNanos = clock.nanoTime() + time.toNanos();
    int runsAtOnce = 0;
    Optional<ManualTask> next = nextDue(endNanos);
    while (next.isPresent()) {
      long waitNanos = next.get().waitNanos();
      if (waitNanos > 0) {
        clock.advance(Duration.ofNanos(waitNanos));
        runsAtOnce = 0;
      }
      runsAtOnce++;
      if (runsAtOnce > MAX_RUNS_AT_ONCE) {
        throw new IllegalStateException(next.get().options().name() + " never waits");
      }
      next.get().runNow();
      next = nextDue(endNanos);
    }
    clock.advance(Duration.ofNanos(Math.max(0, endNanos - clock.nanoTime())));
  }

  private Optional<ManualTask> nextDue(long endNanos) {
    return tasks.stream()
        .filter(task -> task.waitNanos() <= endNanos - clock.nanoTime())
        .min(Comparator.comparingLong(ManualTask::waitNanos));
  }

  /** The number of tasks that have been started and have not ended. */
  public int activeTasks() {
    return tasks.size();
  }

  private final class ManualTask extends BackgroundTask {

    private volatile boolean signalled;
    private boolean closing;
    private @Nullable NextRun next;
    private long waitingSinceNanos;

    ManualTask(TaskOptions options, Task task) {
      super(options, task);
    }

    @Override
    public void start() {
      waitFor(NextRun.after(options().initialDelay()));
      tasks.add(this);
    }

    private void waitFor(NextRun run) {
      next = run;
      waitingSinceNanos = clock.nanoTime();
    }

    @Override
    public void signal() {
      signalled = true;
    }

    /** The time until the next run, or the maximum if there is none. */
    long waitNanos() {
      NextRun run = next;
      if (run == null || run.equals(NextRun.NEVER)) {
        return Long.MAX_VALUE;
      }
      if (run.onSignal() && signalled) {
        return 0;
      }
      return run.equals(NextRun.ON_SIGNAL)
          ? Long.MAX_VALUE
          : Math.max(0, run.delayNanos() - (clock.nanoTime() - waitingSinceNanos));
    }

    void runNow() {
      signalled = false;
      try {
        waitFor(runOnce());
      } catch (InterruptedException e) {
        throw new IllegalStateException("the thread of the test was interrupted", e);
      }
      if (NextRun.NEVER.equals(next)) {
        tasks.remove(this);
      }
    }

    @Override
    public boolean cancel(Duration wait) {
      return end();
    }

    @Override
    public boolean stop(Duration timeout) {
      return end();
    }

    private boolean end() {
      closing = true;
      next = null;
      tasks.remove(this);
      return true;
    }

    @Override
    public boolean drain(Duration timeout) {
      if (next == null || NextRun.NEVER.equals(next)) {
        return end();
      }
      closing = true;
      long endNanos = clock.nanoTime() + timeout.toNanos();
      signalled = true;
      boolean drained = false;
      while (!drained && waitNanos() <= endNanos - clock.nanoTime()) {
        clock.advance(Duration.ofNanos(waitNanos()));
        runNow();
        drained = waitNanos() == Long.MAX_VALUE;
      }
      end();
      return drained;
    }

    @Override
    boolean isClosing() {
      return closing;
    }
  }
}
