package dev.firstword.retrieval;

import dev.firstword.protocol.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that make documents ready: at once when they hear of one, else now and then. */
final class IngestWorkers implements AutoCloseable {

  /** How soon what another node left, or what was put off, is taken up. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(IngestWorkers.class);

  private final Ingest ingest;
  private final int count;
  private final Semaphore news = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  IngestWorkers(Ingest ingest, int count) {
    this.ingest = ingest;
    this.count = count;
  }

  void start() {
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().name("ingest-" + i).start(this::run));
    }
  }

  /** There is something new to do. Callable from any thread. */
  void hurry() {
    news.release();
  }

  private void run() {
    while (!closed) {
      try {
        if (!worked()) {
          // One permit wakes one worker; what has piled up meanwhile says no more than one does.
          var _ = news.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException _) {
        return; // Only close() interrupts.
      }
    }
  }

  private boolean worked() {
    try {
      return ingest.next();
    } catch (RefusedException e) {
      log.debug("documents have to wait: {}", e.toString());
    } catch (RuntimeException e) {
      if (!closed) {
        log.error("documents can't be made ready, trying again", e);
      }
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(LONGEST_CLOSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
