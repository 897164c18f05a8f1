package dev.firstword.system;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Runs tasks concurrently. */
final class Concurrently {

  private Concurrently() {}

  /** Applies the function to all items concurrently; returns the results in order. */
  static <T, R> List<R> all(List<T> items, Function<T, R> work) {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> results =
          items.stream()
              .map(item ->
                  threads.submit(() -> {
                    start.await();
                    return work.apply(item);
                  }))
              .toList();
      start.countDown();
      return results.stream().map(Concurrently::get).toList();
    }
  }

  private static <R> R get(Future<R> result) {
    try {
      return result.get(ServerFixture.WAIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
