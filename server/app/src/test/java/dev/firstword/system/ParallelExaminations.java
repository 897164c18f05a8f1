package dev.firstword.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs examinations that take seconds each in parallel, a few at a time. Tests of one class start
 * them together and then get their results.
 */
final class ParallelExaminations implements AutoCloseable {

  private static final int MAX_CONCURRENT = 4;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final ExecutorService threads =
      Executors.newFixedThreadPool(MAX_CONCURRENT, Thread.ofPlatform().daemon().factory());

  PendingExamination submit(Callable<Examination> examination) {
    return new PendingExamination(threads.submit(examination));
  }

  /** Examines a server through a proxy that is started for the examination. */
  PendingExamination submit(Callable<ExternalProgram> proxy, Duration longestSilence) {
    return submit(() -> {
      try (ExternalProgram started = proxy.call()) {
        return Examination.of(started.http(), longestSilence);
      }
    });
  }

  /** A running examination. */
  record PendingExamination(Future<Examination> future) {

    Examination result() throws Exception {
      try {
        return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
