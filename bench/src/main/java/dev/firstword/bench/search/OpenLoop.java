package dev.firstword.bench.search;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Calls at a steady rate, however long they take: what waits for a slow one counts as slow itself,
 * as its time begins when it was meant to.
 */
final class OpenLoop {

  /** One of the calls. */
  interface Call {
    /** Returns what the server says of its own time, in milliseconds. */
    double run(int number) throws Exception;
  }

  /**
   * How long calls took, in microseconds.
   *
   * @param whole from the intended start
   * @param own what the server says
   */
  record Times(Histogram whole, Histogram own, int failed) {}

  private OpenLoop() {}

  static Times run(int calls, int perSecond, Call call) throws InterruptedException {
    Histogram whole = new ConcurrentHistogram(3);
    Histogram own = new ConcurrentHistogram(3);
    AtomicInteger failed = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        int number = i;
        long intended = begin + TimeUnit.SECONDS.toNanos(1) * i / perSecond;
        while (System.nanoTime() < intended) {
          LockSupport.parkNanos(intended - System.nanoTime());
        }
        threads.execute(() -> {
          try {
            double millis = call.run(number);
            whole.recordValue((System.nanoTime() - intended) / 1000);
            own.recordValue(Math.round(millis * 1000));
          } catch (Exception e) {
            failed.incrementAndGet();
          }
        });
      }
    }
    return new Times(whole, own, failed.get());
  }
}
