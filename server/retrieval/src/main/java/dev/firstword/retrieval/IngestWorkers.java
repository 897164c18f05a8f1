package dev.firstword.retrieval;

import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.extraction.IsolatedExtractor;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that ingest documents: immediately when woken up, and by polling otherwise. */
final class IngestWorkers implements AutoCloseable {

  /** How often workers look for postponed documents and those left by other nodes. */
  static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final NextRun NEXT_POLL = NextRun.afterOrOnSignal(POLL_INTERVAL);
  private static final Logger log = LoggerFactory.getLogger(IngestWorkers.class);

  private final DocumentIngester ingester;
  private final IsolatedExtractor extractor;
  private final List<BackgroundTask> workers;

  IngestWorkers(
      DocumentIngester ingester, IsolatedExtractor extractor, int count, TaskScheduler scheduler) {
    this.ingester = ingester;
    this.extractor = extractor;
    workers =
        IntStream.range(0, count)
            .mapToObj(i ->
                scheduler.create(
                    TaskOptions.of("ingest-" + i, "documents wait for the store")
                        .retryingEvery(POLL_INTERVAL),
                    this::processNext))
            .toList();
  }

  void start() {
    workers.forEach(BackgroundTask::start);
  }

  /** Wakes up the workers for a new document. May be called from any thread. */
  void wakeUp() {
    workers.forEach(BackgroundTask::signal);
  }

  private NextRun processNext() {
    try {
      if (ingester.processNext()) {
        return NextRun.NOW;
      }
      extractor.endIdleProcesses();
      return NEXT_POLL;
    } catch (ProblemException e) {
      throw e; // The store is unavailable.
    } catch (RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) { // Otherwise the server is shutting down.
        log.error("documents can't be ingested, trying again", e);
      }
      return NEXT_POLL;
    }
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.cancel(Duration.ZERO)); // All at once, then wait for each.
    workers.forEach(worker -> worker.cancel(CLOSE_TIMEOUT));
  }
}
