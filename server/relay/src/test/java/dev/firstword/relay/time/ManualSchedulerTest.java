package dev.firstword.relay.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualSchedulerTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final TaskOptions OPTIONS =
      TaskOptions.of("test", "the test's task fails, retrying");

  private final ManualScheduler scheduler = new ManualScheduler();
  private final long startNanos = scheduler.clock().nanoTime();
  private final List<Long> runsAtMs = new ArrayList<>();

  private void record() {
    runsAtMs.add(Duration.ofNanos(scheduler.clock().nanoTime() - startNanos).toMillis());
  }

  private NextRun recordAnd(NextRun next) {
    record();
    return next;
  }

  @Test
  void runsAPeriodicTaskAtEachOfItsTimes() {
    BackgroundTask _ =
        scheduler.start(OPTIONS.startingAfter(SECOND), Task.every(SECOND, this::record));

    scheduler.advance(Duration.ofMillis(3500));

    assertThat(runsAtMs).containsExactly(1000L, 2000L, 3000L);
  }

  @Test
  void runsATaskAgainForManySignalsOnce() {
    BackgroundTask task = scheduler.start(OPTIONS, () -> recordAnd(NextRun.ON_SIGNAL));
    scheduler.advance(SECOND);

    task.signal();
    task.signal();
    scheduler.advance(SECOND);

    assertThat(runsAtMs).containsExactly(0L, 1000L);
  }

  @Test
  void endsADelayByASignalOnlyIfTheTaskAllowsIt() {
    BackgroundTask patient = scheduler.start(OPTIONS, () -> recordAnd(NextRun.after(SECOND)));
    scheduler.runDue();
    patient.signal();
    scheduler.advance(SECOND);
    assertThat(runsAtMs).containsExactly(0L, 1000L);
    patient.cancel(SECOND);
    runsAtMs.clear();

    BackgroundTask prompt =
        scheduler.start(OPTIONS, () -> recordAnd(NextRun.afterOrOnSignal(SECOND)));
    scheduler.runDue();
    scheduler.advance(Duration.ofMillis(300));
    prompt.signal();
    scheduler.advance(SECOND);

    assertThat(runsAtMs).containsExactly(1000L, 1300L, 2300L);
  }

  @Test
  void backsOffFromAFailingTaskUntilItRecovers() {
    boolean[] fails = {true};
    BackgroundTask task =
        scheduler.start(
            new TaskOptions("test", "fails", Duration.ZERO, SECOND, SECOND.multipliedBy(4)),
            () -> {
              record();
              if (fails[0]) {
                throw new IllegalStateException("planned");
              }
              return NextRun.after(SECOND);
            });

    scheduler.advance(Duration.ofSeconds(10));
    task.signal();
    scheduler.advance(SECOND.dividedBy(2));
    assertThat(runsAtMs).containsExactly(0L, 1000L, 3000L, 7000L);

    fails[0] = false;
    scheduler.advance(Duration.ofMillis(1500));
    assertThat(runsAtMs).endsWith(7000L, 11000L, 12000L);
  }

  @Test
  void drainsATaskUntilItHasNothingLeft() {
    int[] left = {3};
    BackgroundTask task =
        scheduler.start(
            OPTIONS.startingAfter(Duration.ofHours(1)),
            () -> {
              record();
              left[0]--;
              return left[0] == 0 ? NextRun.ON_SIGNAL : NextRun.after(Duration.ofMillis(100));
            });

    assertThat(task.drain(Duration.ofHours(2))).isTrue();
    assertThat(left[0]).isZero();
    assertThat(scheduler.activeTasks()).isZero();
  }

  @Test
  void givesUpDrainingAfterTheTimeout() {
    BackgroundTask task = scheduler.start(OPTIONS, () -> recordAnd(NextRun.after(SECOND)));

    assertThat(task.drain(Duration.ofMillis(2500))).isFalse();

    assertThat(runsAtMs).containsExactly(0L, 1000L, 2000L);
  }

  @Test
  void runsNothingAfterATaskIsClosedOrHasEnded() {
    BackgroundTask _ = scheduler.start(OPTIONS, () -> recordAnd(NextRun.NEVER));
    scheduler.advance(SECOND);
    BackgroundTask cancelled = scheduler.start(OPTIONS, () -> recordAnd(NextRun.NOW));
    assertThat(cancelled.cancel(SECOND)).isTrue();
    BackgroundTask stopped = scheduler.start(OPTIONS, () -> recordAnd(NextRun.NOW));
    assertThat(stopped.stop(SECOND)).isTrue();

    scheduler.advance(SECOND);

    assertThat(runsAtMs).containsExactly(0L);
  }
}
