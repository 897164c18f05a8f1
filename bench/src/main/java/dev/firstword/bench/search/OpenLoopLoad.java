package dev.firstword.bench.search;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Open-loop load: makes calls at a steady rate, regardless of how long they take. Latencies count
 * from the intended start, so a call delayed by a slow one counts as slow, too.
 */
final class OpenLoopLoad {

  /** A call to be timed. */
  interface TimedCall {
    /** Returns the server's own measurement in milliseconds. */
    double run(int number) throws Exception;
  }

  /**
   * The latencies of the calls, in microseconds.
   *
   * @param total from the intended start to the response
   * @param server the server's own measurement
   */
  record CallTimes(Histogram total, Histogram server, int failed) {}

  private OpenLoopLoad() {}

  static CallTimes run(int calls, int perSecond, TimedCall call) throws InterruptedException {
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
    return new CallTimes(whole, own, failed.get());
  }
}
