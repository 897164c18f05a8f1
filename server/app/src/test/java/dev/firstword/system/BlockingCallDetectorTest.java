package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class BlockingCallDetectorTest {

  private static final String NAME = "watched-loop";

  private final BlockingCallDetector detector = new BlockingCallDetector(NAME);

  @Test
  void reportsABlockedLoopAndItsStack() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Thread loop = Thread.ofPlatform().name(NAME).start(() -> waitFor(never));

    ServerFixture.awaitTrue(() -> loop.getState() == Thread.State.WAITING);
    detector.sample();

    assertThatThrownBy(detector::requireNone)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BlockingCallDetectorTest.waitFor");
    never.countDown();
    loop.join();
  }

  @Test
  void ignoresABusyLoop() throws InterruptedException {
    Semaphore looked = new Semaphore(0);
    Thread loop =
        Thread.ofPlatform()
            .name(NAME)
            .start(() -> {
              while (!looked.tryAcquire()) {
                Thread.onSpinWait();
              }
            });

    detector.sample();
    looked.release();
    loop.join();

    assertThatCode(detector::requireNone).doesNotThrowAnyException();
  }

  /** While it loads the class, a cold JVM stands in the constructor of a socket's address. */
  @Test
  void distinguishesASocketFromItsAddress() {
    assertThat(BlockingCallDetector.isBlocking("java.net.Socket.connect")).isTrue();
    assertThat(BlockingCallDetector.isBlocking("java.net.Socket$SocketInputStream.read")).isTrue();
    assertThat(BlockingCallDetector.isBlocking("java.net.SocketAddress.<init>")).isFalse();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
