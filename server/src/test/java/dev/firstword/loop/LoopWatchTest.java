package dev.firstword.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class LoopWatchTest {

  private final AtomicLong now = new AtomicLong(1_000_000_000);
  private final List<Duration> lengths = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final LoopWatch watch =
      new LoopWatch(
          (length, where) -> {
            lengths.add(length);
            places.add(where);
          },
          now::get);
  private final HandLoop loop = new HandLoop();
  private final CountDownLatch added = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void namesTheWorkThatHoldsALoopUp() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    passLooking(Duration.ofMillis(300));
    endOf(thread);
    loop.beat();

    assertThat(places).containsExactly("dev.firstword.loop.LoopWatchTest.workOnTheLoop");
    assertThat(lengths).containsExactly(Duration.ofMillis(200));
  }

  @Test
  void aBeatThatIsOnTimeIsNoMatter() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    for (int i = 0; i < 10; i++) {
      passLooking(LoopWatch.BEAT);
      loop.beat();
    }
    endOf(thread);

    assertThat(lengths).isEmpty();
  }

  @Test
  void aMachineThatStandsStillIsNobodysFault() throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(this::workOnTheLoop);
    added.await();
    awaitWaiting(thread);

    pass(Duration.ofSeconds(3));
    watch.look();
    endOf(thread);
    loop.beat();

    assertThat(lengths).isEmpty();
  }

  @Test
  void aLoopThatDoesNothingOfOursIsNotHeldUp() throws InterruptedException {
    Thread idle =
        Thread.ofPlatform()
            .start(() -> {
              watch.add(loop);
              added.countDown();
            });
    added.await();
    idle.join(); // As good as a loop that waits for a core: none of our work is on its stack.

    passLooking(Duration.ofMillis(300));
    loop.beat();

    assertThat(lengths).isEmpty();
  }

  private void workOnTheLoop() {
    watch.add(loop);
    added.countDown();
    try {
      over.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      LockSupport.parkNanos(100_000);
    }
  }

  private void endOf(Thread thread) throws InterruptedException {
    over.countDown();
    thread.join();
  }

  private void passLooking(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= LoopWatch.LOOK.toNanos()) {
      pass(LoopWatch.LOOK);
      watch.look();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** One whose next beat the test makes. */
  private static final class HandLoop implements EventLoop {

    private final List<Runnable> due = new ArrayList<>();

    void beat() {
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
