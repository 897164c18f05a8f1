package dev.firstword.core.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class FairSemaphoreTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final FairSemaphore semaphore = new FairSemaphore(1, 4, 3);
  private final LinkedBlockingQueue<String> granted = new LinkedBlockingQueue<>();

  @Test
  void grantsPermitsToEachTenantInTurn() throws Exception {
    assertThat(semaphore.tryAcquire("a", LONG)).isTrue();
    startWaiting("a", "a1");
    startWaiting("a", "a2");
    startWaiting("b", "b1");

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      semaphore.release();
      order.add(granted.poll(20, TimeUnit.SECONDS));
    }

    assertThat(order).containsExactly("a1", "b1", "a2");
    semaphore.release();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void aThreadThatGetsNoneInTimeLeavesItsPlace() throws Exception {
    assertThat(semaphore.tryAcquire("a", LONG)).isTrue();

    assertThat(semaphore.tryAcquire("b", Duration.ofMillis(1))).isFalse();

    assertThat(semaphore.waiting()).isZero();
    semaphore.release();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void anInterruptedThreadLeavesItsPlace() throws Exception {
    assertThat(semaphore.tryAcquire("a", LONG)).isTrue();
    FutureTask<Boolean> waiting = new FutureTask<>(() -> semaphore.tryAcquire("b", LONG));
    Thread thread = Thread.ofVirtual().start(waiting);
    Awaitility.await().until(() -> semaphore.waiting() == 1);

    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .withCauseInstanceOf(InterruptedException.class);
    assertThat(semaphore.waiting()).isZero();
    semaphore.release();
    assertThat(semaphore.availablePermits()).isOne();
  }

  @Test
  void refusesThreadsOfATenantAboveItsBoundAtOnce() throws Exception {
    assertThat(semaphore.tryAcquire("a", LONG)).isTrue();
    startWaiting("a", "a1");
    startWaiting("a", "a2");
    startWaiting("a", "a3");

    assertThat(semaphore.tryAcquire("a", LONG)).isFalse();

    startWaiting("b", "b1");
    assertThat(semaphore.tryAcquire("c", LONG)).as("five threads").isFalse();
    for (int i = 0; i < 5; i++) {
      semaphore.release();
    }
  }

  @Test
  void losesNoPermitWhileThreadsTimeOut() throws Exception {
    FairSemaphore raced = new FairSemaphore(2, 1_000, 1_000);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger mostInside = new AtomicInteger();
    List<FutureTask<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      String tenant = "tenant " + thread % 3;
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            for (int i = 0; i < 2_000; i++) {
              if (raced.tryAcquire(tenant, Duration.ofNanos(i % 50 * 1_000L))) {
                mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                raced.release();
              }
            }
            return null;
          });
      threads.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    for (FutureTask<Void> thread : threads) {
      thread.get(60, TimeUnit.SECONDS);
    }

    assertThat(mostInside.get()).isLessThanOrEqualTo(2);
    assertThat(raced.availablePermits()).isEqualTo(2);
    assertThat(raced.waiting()).isZero();
  }

  private void startWaiting(String tenant, String name) {
    int before = semaphore.waiting();
    Thread.ofVirtual()
        .start(() -> {
          try {
            if (semaphore.tryAcquire(tenant, LONG)) {
              granted.add(name);
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    Awaitility.await().until(() -> semaphore.waiting() == before + 1);
  }
}
