package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractedChunks;
import dev.firstword.retrieval.extraction.Extractor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a document is read whose reading does not come to an end. */
final class ReadingAttemptsTest {

  private static final ExtractedChunks TEXT =
      new ExtractedChunks("Title", List.of(new Chunk(0, "", "Some text.", null)));

  private final ManualClock clock = new ManualClock();
  private final InMemoryDocumentStore store = new InMemoryDocumentStore();
  private final AtomicInteger readings = new AtomicInteger();

  /** The end of the server, as far as a test can have it. */
  private static final class ServerEnded extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void aDocumentThatEndsTheServerTwiceFailsAtTheNextStart() {
    add("doc_1");

    for (int start = 0; start < DocumentIngester.MAX_READINGS; start++) {
      DocumentIngester ingester =
          ingester(() -> {
            throw new ServerEnded();
          });
      assertThatThrownBy(ingester::processNext).isInstanceOf(ServerEnded.class);
      assertThat(document("doc_1").state()).isEqualTo(State.PROCESSING);
      clock.advance(DocumentIngester.CLAIM_DURATION);
    }
    ingester(() -> TEXT).processNext();

    assertThat(readings).hasValue(2);
    assertThat(document("doc_1").state()).isEqualTo(State.FAILED);
    assertThat(document("doc_1").failure()).matches("[A-Z].+\\.");
  }

  @Test
  void aDocumentThatCrashesItsReaderTwiceFails() {
    add("doc_1");
    DocumentIngester ingester =
        ingester(() -> {
          throw new Extractor.ReaderCrashedException("it ended");
        });

    ingester.processNext();
    assertThat(document("doc_1").state()).isEqualTo(State.PROCESSING);
    clock.advance(DocumentIngester.INITIAL_BACKOFF);
    ingester.processNext();

    assertThat(document("doc_1").state()).isEqualTo(State.FAILED);
    assertThat(document("doc_1").failure()).matches("[A-Z].+\\.");
  }

  @Test
  void aDocumentWhoseReaderWasKilledIsReadAgain() {
    add("doc_1");
    DocumentIngester ingester =
        ingester(() -> {
          if (readings.get() == 1) {
            throw new Extractor.ReaderCrashedException("it was killed");
          }
          return TEXT;
        });

    ingester.processNext();
    clock.advance(DocumentIngester.INITIAL_BACKOFF);
    ingester.processNext();

    assertThat(document("doc_1").state()).isEqualTo(State.READY);
  }

  @Test
  void aDocumentWaitsWhileNoReaderCanBeStarted() {
    add("doc_1");
    DocumentIngester ingester =
        ingester(() -> {
          if (readings.get() <= 5) {
            throw new Extractor.ReaderUnavailableException("no processes", new IOException());
          }
          return TEXT;
        });

    for (int attempt = 0; attempt < 6; attempt++) {
      ingester.processNext();
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(document("doc_1").state()).isEqualTo(State.READY);
  }

  @Test
  void aShutdownCountsAsNoAttempt() {
    add("doc_1");
    for (int start = 0; start < 5; start++) {
      ingester(
              () -> {
                throw new InterruptedException();
              })
          .processNext();
      assertThat(Thread.interrupted()).isTrue();
    }

    ingester(() -> TEXT).processNext();

    assertThat(readings).hasValue(6);
    assertThat(document("doc_1").state()).isEqualTo(State.READY);
  }

  @Test
  void aDocumentThatCannotBeReadFailsAtOnce() {
    add("doc_1");

    ingester(
            () -> {
              throw new RetrievalException("The PDF has no pages.");
            })
        .processNext();

    assertThat(document("doc_1").failure()).isEqualTo("The PDF has no pages.");
  }

  @Test
  void oneDocumentIsReadAtATime() throws InterruptedException {
    add("doc_1");
    add("doc_2");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    DocumentIngester ingester =
        ingester(() -> {
          started.countDown();
          finish.await();
          return TEXT;
        });

    Thread first = Thread.ofVirtual().start(ingester::processNext);
    started.await();
    Thread second = Thread.ofVirtual().start(ingester::processNext);
    while (second.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(readings).hasValue(1);
    finish.countDown();
    first.join();
    second.join();

    assertThat(document("doc_1").state()).isEqualTo(State.READY);
    assertThat(document("doc_2").state()).isEqualTo(State.READY);
  }

  /** Reads a document, or fails. */
  private interface Reading {
    ExtractedChunks read() throws InterruptedException;
  }

  private DocumentIngester ingester(Reading reading) {
    Extractor extractor =
        new Extractor() {
          @Override
          public boolean isCheap(MediaType mediaType, long bytes) {
            return false;
          }

          @Override
          public ExtractedChunks extract(MediaType mediaType, byte[] content)
              throws InterruptedException {
            readings.incrementAndGet();
            return reading.read();
          }
        };
    return new DocumentIngester(store, null, extractor, 1, clock, _ -> {});
  }

  private Document document(String id) {
    return store.find("acme", id).orElseThrow();
  }

  private void add(String id) {
    store.add(
        new NewDocument(
            id, "acme", "ada", "", "", MediaType.PDF, "pdf".getBytes(UTF_8), id, clock.millis()));
  }
}
