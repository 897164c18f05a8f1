package dev.firstword.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SlidingWindowTest {

  private final AtomicLong now = new AtomicLong();
  private final SlidingWindow window = new SlidingWindow(Duration.ofSeconds(10), 6, now::get);

  @Test
  void dropsValuesOlderThanTheWindow() {
    window.record(100);
    advance(Duration.ofSeconds(59));
    assertThat(window.all().count()).isEqualTo(1);

    advance(Duration.ofSeconds(1));

    assertThat(window.all().isEmpty()).isTrue();
  }

  @Test
  void reusedSliceStartsEmpty() {
    window.record(100);
    advance(Duration.ofSeconds(60));
    window.record(200);

    assertThat(window.all().count()).isEqualTo(1);
    assertThat(window.all().quantile(1)).isCloseTo(200, withPercentage(1));
  }

  @Test
  void newestReadsNoMoreSlicesThanNeeded() {
    window.record(100);
    advance(Duration.ofSeconds(10));
    window.record(900);
    window.recordCensored(950);

    assertThat(window.newest(2).count()).isEqualTo(2);
    assertThat(window.newest(2).quantile(0.4)).isCloseTo(900, withPercentage(1));
    assertThat(window.newest(3).count()).isEqualTo(3);
  }

  @Test
  void losesNothingUnderConcurrentRecording() throws InterruptedException {
    List<Thread> threads =
        Stream.generate(() -> Thread.ofPlatform().unstarted(this::recordMany)).limit(4).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(window.all().count()).isEqualTo(4 * 10_000);
  }

  private void recordMany() {
    for (int i = 0; i < 10_000; i++) {
      window.record(i % 100);
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
