package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class LoopWatchdogTest {

  private static final String NAME = "watched-loop";

  private final LoopWatchdog watchdog = new LoopWatchdog(NAME);

  @Test
  void catchesALoopThatWaitsAndSaysWhere() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Thread loop = Thread.ofPlatform().name(NAME).start(() -> waitFor(never));

    ServerFixture.awaitTrue(() -> loop.getState() == Thread.State.WAITING);
    watchdog.look();

    assertThatThrownBy(watchdog::requireNone)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("LoopWatchdogTest.waitFor");
    never.countDown();
    loop.join();
  }

  @Test
  void leavesALoopAloneThatWorks() throws InterruptedException {
    Semaphore looked = new Semaphore(0);
    Thread loop =
        Thread.ofPlatform()
            .name(NAME)
            .start(() -> {
              while (!looked.tryAcquire()) {
                Thread.onSpinWait();
              }
            });

    watchdog.look();
    looked.release();
    loop.join();

    assertThatCode(watchdog::requireNone).doesNotThrowAnyException();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
