package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.DocumentService.DocumentUpload;
import dev.firstword.retrieval.DocumentService.IngestLimits;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DocumentServiceTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final SqliteStorage storage = SqliteStorage.inMemory();
  private final BagOfWordsModel model = new BagOfWordsModel("small");
  private final List<String> caughtUpTenants = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void addWaitsUntilTheDocumentIsReady() {
    try (DocumentService library = newService(new IngestLimits(10, 2, LONG))) {
      library.start();

      Document document = library.add(upload("acme", "Vacation is 25 days."));

      assertThat(document.state()).isEqualTo(State.READY);
      assertThat(document.embeddedBy()).isEqualTo("small");
      assertThat(library.find("acme", document.id())).contains(document);
      assertThat(library.list("acme", null, 10)).containsExactly(document);
      assertThat(caughtUpTenants).containsExactly("acme");
    }
  }

  @Test
  void deduplicatesDocumentsPerTenant() {
    try (DocumentService library = newService(new IngestLimits(10, 2, LONG))) {
      library.start();
      Document first = library.add(upload("acme", "Vacation is 25 days."));

      assertThat(library.add(upload("acme", "Vacation is 25 days."))).isEqualTo(first);
      assertThat(library.add(upload("acme", "Vacation is 26 days.")).id()).isNotEqualTo(first.id());
      assertThat(library.add(upload("other", "Vacation is 25 days.")).id())
          .isNotEqualTo(first.id());
    }
  }

  @Test
  void addReturnsAfterTheReadyTimeout() {
    CountDownLatch released = new CountDownLatch(1);
    model.beforeEachCall(_ -> await(released));
    try (DocumentService library = newService(new IngestLimits(10, 2, Duration.ofMillis(1)))) {
      library.start();

      Document document = library.add(upload("acme", "Vacation is 25 days."));
      assertThat(document.state()).isEqualTo(State.PROCESSING);

      released.countDown();
      Awaitility.await()
          .until(() -> library.find("acme", document.id()).orElseThrow().state() == State.READY);
    }
  }

  @Test
  void limitsProcessingDocumentsPerTenant() {
    try (DocumentService library = newService(new IngestLimits(2, 1, Duration.ZERO))) {
      library.add(upload("acme", "One."));
      library.add(upload("acme", "Two."));

      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> library.add(upload("acme", "Three.")))
          .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(429));
      assertThat(library.add(upload("other", "One.")).state()).isEqualTo(State.PROCESSING);
    }
  }

  @Test
  void resumesUnfinishedDocuments() {
    Document left;
    try (DocumentService before = newService(new IngestLimits(10, 1, Duration.ZERO))) {
      left = before.add(upload("acme", "One."));
    }

    try (DocumentService after = newService(IngestLimits.DEFAULTS)) {
      after.start();

      Awaitility.await()
          .until(() -> after.find("acme", left.id()).orElseThrow().state() == State.READY);
    }
  }

  private DocumentService newService(IngestLimits limits) {
    return new DocumentService(
        storage.documents(),
        model,
        (tenant, _) -> caughtUpTenants.add(tenant),
        limits,
        TaskScheduler.system());
  }

  private static DocumentUpload upload(String tenant, String text) {
    return new DocumentUpload(tenant, "ada", "", "", MediaType.TEXT, text.getBytes(UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("interrupted");
    }
  }
}
