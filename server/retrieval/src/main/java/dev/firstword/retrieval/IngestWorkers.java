package dev.firstword.retrieval;

import dev.firstword.core.protocol.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that ingest documents: immediately when woken up, and by polling otherwise. */
final class IngestWorkers implements AutoCloseable {

  /** How often workers look for postponed documents and those left by other nodes. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(IngestWorkers.class);

  private final DocumentIngester ingester;
  private final int count;
  private final Semaphore wakeUps = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  IngestWorkers(DocumentIngester ingester, int count) {
    this.ingester = ingester;
    this.count = count;
  }

  void start() {
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().name("ingest-" + i).start(this::run));
    }
  }

  /** Wakes up a worker for a new document. May be called from any thread. */
  void wakeUp() {
    wakeUps.release();
  }

  private void run() {
    while (!closed) {
      try {
        if (!processNext()) {
          // One permit wakes one worker. Permits that piled up meanwhile carry no more information.
          var _ = wakeUps.tryAcquire(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException _) {
        return; // Only close() interrupts.
      }
    }
  }

  private boolean processNext() {
    try {
      return ingester.processNext();
    } catch (ProblemException e) {
      log.debug("documents wait for the store: {}", e.toString());
    } catch (RuntimeException e) {
      if (!closed) {
        log.error("documents can't be ingested, trying again", e);
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
        thread.join(CLOSE_TIMEOUT);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
