package dev.firstword.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks that take seconds of waiting each, begun together and a few at a time, for the tests of one
 * class to ask for their results.
 */
final class SideBySide implements AutoCloseable {

  private static final int AT_ONCE = 4;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final ExecutorService threads =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().factory());

  Look begin(Callable<Examination> look) {
    return new Look(threads.submit(look));
  }

  /** A look through a proxy that is started for it. */
  Look begin(Callable<RealProgram> proxy, Duration longestSilence) {
    return begin(() -> {
      try (RealProgram started = proxy.call()) {
        return Examination.of(started.http(), longestSilence);
      }
    });
  }

  /** One of them. */
  record Look(Future<Examination> future) {

    Examination result() throws Exception {
      try {
        return future.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("it could not look", e.getCause());
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
