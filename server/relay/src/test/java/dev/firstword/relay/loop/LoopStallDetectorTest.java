package dev.firstword.relay.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class LoopStallDetectorTest {

  private final AtomicLong now = new AtomicLong(1_000_000_000);
  private final List<Duration> lengths = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final LoopStallDetector detector =
      new LoopStallDetector(
          (length, where) -> {
            lengths.add(length);
            places.add(where);
          },
          now::get);
  private final SteppedLoop loop = new SteppedLoop();
  private final CountDownLatch added = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @Test
  void namesTheMethodThatStallsALoop() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    advanceWithChecks(Duration.ofMillis(300));
    releaseAndJoin(thread);
    loop.runNext();

    assertThat(places)
        .containsExactly("dev.firstword.relay.loop.LoopStallDetectorTest.workOnTheLoop");
    assertThat(lengths).containsExactly(Duration.ofMillis(200));
  }

  @Test
  void ignoresAHeartbeatThatIsOnTime() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    for (int i = 0; i < 10; i++) {
      advanceWithChecks(LoopStallDetector.HEARTBEAT_INTERVAL);
      loop.runNext();
    }
    releaseAndJoin(thread);

    assertThat(lengths).isEmpty();
  }

  @Test
  void ignoresAPauseOfTheWholeMachine() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    advance(Duration.ofSeconds(3));
    detector.check();
    releaseAndJoin(thread);
    loop.runNext();

    assertThat(lengths).isEmpty();
  }

  @Test
  void ignoresALoopThatRunsNoProductCode() throws InterruptedException {
    Thread idle =
        Thread.ofPlatform()
            .start(() -> {
              detector.add(loop);
              added.countDown();
            });
    added.await();
    idle.join(); // Like a loop that waits for a CPU: none of our code is on its stack.

    advanceWithChecks(Duration.ofMillis(300));
    loop.runNext();

    assertThat(lengths).isEmpty();
  }

  private void workOnTheLoop() {
    detector.add(loop);
    added.countDown();
    try {
      released.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      LockSupport.parkNanos(100_000);
    }
  }

  private void releaseAndJoin(Thread thread) throws InterruptedException {
    released.countDown();
    thread.join();
  }

  private void advanceWithChecks(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= LoopStallDetector.CHECK_INTERVAL.toNanos()) {
      advance(LoopStallDetector.CHECK_INTERVAL);
      detector.check();
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** A loop whose next task is run by the test. */
  private static final class SteppedLoop implements EventLoop {

    private final List<Runnable> due = new ArrayList<>();

    void runNext() {
      due.removeFirst().run();
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      due.add(task);
      return () -> due.remove(task);
    }

    @Override
    public long nanoTime() {
      return 0;
    }
  }
}
