package dev.firstword.relay.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scheduler in real time; {@link ManualSchedulerTest} covers what both share. */
@Timeout(30)
final class TaskSchedulerTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final TaskOptions OPTIONS =
      TaskOptions.of("test", "the test's task fails, retrying");

  private final LinkedBlockingQueue<String> runs = new LinkedBlockingQueue<>();
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private BackgroundTask task = TaskScheduler.system().create(OPTIONS, () -> NextRun.NEVER);

  @AfterEach
  void cancel() {
    task.cancel(Duration.ZERO);
  }

  private void start(Task work) {
    task = TaskScheduler.system().start(OPTIONS, work);
  }

  private NextRun runAnd(NextRun next) {
    runs.add(Thread.currentThread().getName());
    return next;
  }

  private NextRun block() throws InterruptedException {
    runs.add("blocked");
    try {
      blocked.await();
      return NextRun.NOW;
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  private String nextRun() throws InterruptedException {
    String run = runs.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(run).isNotNull();
    return String.valueOf(run);
  }

  @Test
  void runsOnAThreadOfThatName() throws InterruptedException {
    start(() -> runAnd(NextRun.ON_SIGNAL));

    assertThat(nextRun()).isEqualTo("test");
  }

  @Test
  void runsAgainAfterTheDelay() throws InterruptedException {
    start(() -> runAnd(NextRun.after(Duration.ofMillis(1))));

    assertThat(nextRun()).isEqualTo(nextRun());
  }

  @Test
  void missesNoSignal() throws InterruptedException {
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger sent = new AtomicInteger();
    start(() -> {
      seen.set(sent.get());
      return runAnd(NextRun.ON_SIGNAL);
    });

    for (int i = 0; i < 10_000; i++) {
      sent.incrementAndGet();
      task.signal();
    }

    while (seen.get() < 10_000) {
      nextRun();
    }
    assertThat(seen).hasValue(10_000);
  }

  @Test
  void continuesAfterAFailure() throws InterruptedException {
    task =
        TaskScheduler.system()
            .start(
                OPTIONS.retryingEvery(Duration.ofMillis(1)),
                () -> {
                  runs.add("failing");
                  throw new IllegalStateException("planned");
                });

    assertThat(nextRun()).isEqualTo(nextRun());
  }

  @Test
  void keepsASignalFromBeforeTheStart() throws InterruptedException {
    task = TaskScheduler.system().create(OPTIONS, () -> runAnd(NextRun.ON_SIGNAL));
    assertThat(runs).isEmpty();

    task.start();

    assertThat(nextRun()).isEqualTo("test");
  }

  @Test
  void cancelInterruptsARunInProgress() throws InterruptedException {
    start(this::block);
    nextRun();

    assertThat(task.cancel(LONG)).isTrue();

    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void stopWaitsForARunInProgress() throws InterruptedException {
    start(this::block);
    nextRun();
    Thread stopper = Thread.ofVirtual().start(() -> runs.add("ended " + task.stop(LONG)));
    while (stopper.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    blocked.countDown();

    assertThat(nextRun()).isEqualTo("ended true");
    assertThat(interrupted.getCount()).isOne();
  }

  @Test
  void stopInterruptsARunThatTakesTooLong() throws InterruptedException {
    start(this::block);
    nextRun();

    assertThat(task.stop(Duration.ofMillis(1))).isFalse();

    assertThat(interrupted.await(LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  void drainRunsATaskThatWaitsOnceMore() throws InterruptedException {
    start(() -> runAnd(NextRun.ON_SIGNAL));
    nextRun();

    assertThat(task.drain(LONG)).isTrue();

    assertThat(runs).hasSize(1);
  }

  @Test
  void closesATaskThatWasNeverStarted() {
    task = TaskScheduler.system().create(OPTIONS, () -> runAnd(NextRun.NOW));

    assertThat(task.cancel(LONG)).isTrue();
    assertThat(task.stop(LONG)).isTrue();
    assertThat(task.drain(LONG)).isTrue();
  }
}
