package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.time.TaskScheduler;
import dev.firstword.retrieval.DocumentService.DocumentUpload;
import dev.firstword.retrieval.DocumentService.IngestLimits;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionLimits;
import dev.firstword.retrieval.extraction.PoisonousDocuments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents that take a parser very long or much memory. */
final class PoisonousDocumentTest {

  private static final Duration LONG = Duration.ofSeconds(70);

  private DocumentService documents = readingWithin(Duration.ofSeconds(30));

  @BeforeEach
  void start() {
    documents.start();
  }

  @AfterEach
  void close() {
    documents.close();
  }

  @Test
  void aPdfHasThePagesThatAreInItNotThoseItClaims() {
    Document document = settle(MediaType.PDF, PoisonousDocuments.pdfOfEndlessPages());

    assertThat(document.state()).isEqualTo(State.FAILED);
    assertThat(document.failure()).isEqualTo("The PDF holds no text, only pictures.");
  }

  @Test
  void aPageThatAPdfListsManyTimesIsReadOnce() {
    Document document = settle(MediaType.PDF, PoisonousDocuments.pdfOfOnePageRepeated(300_000));

    assertThat(document.state()).isEqualTo(State.READY);
    assertThat(document.passages()).isEqualTo(1);
  }

  @Test
  void aPdfOfTooManyPagesFails() {
    Document document = settle(MediaType.PDF, PoisonousDocuments.pdfOfEmptyPages(10_001));

    assertThat(document.failure()).isEqualTo("The PDF has more than 10,000 pages.");
  }

  @Test
  void pagesOfTooManyElementsFailTogether() {
    byte[] open = PoisonousDocuments.htmlOfOpenElements(300_000);
    byte[] breaks = PoisonousDocuments.htmlOfLineBreaks(1_500_000);

    List<Document> all =
        settle(
            List.of(
                upload(MediaType.HTML, breaks, 1),
                upload(MediaType.HTML, breaks, 2),
                upload(MediaType.HTML, breaks, 3),
                upload(MediaType.HTML, open, 4)));

    assertThat(all).extracting(Document::state).containsOnly(State.FAILED);
    assertThat(all)
        .extracting(Document::failure)
        .containsOnly("The page has more than 500,000 elements.");
  }

  /** Its reader crashes or, while its collector still finds a little memory, is too slow. */
  @Test
  void aTableOfMoreCellsThanFitMemoryFails() {
    documents.close();
    documents = readingWithin(Duration.ofSeconds(4));
    documents.start();

    Document document = settle(MediaType.MARKDOWN, PoisonousDocuments.markdownTable(2_500));

    assertThat(document.state()).isEqualTo(State.FAILED);
    assertThat(document.failure()).startsWith("Reading the document ");
  }

  @Test
  void anotherDocumentIsReadAfterwards() {
    settle(MediaType.HTML, PoisonousDocuments.htmlOfLineBreaks(1_000_000));

    Document document = settle(MediaType.HTML, "<p>Printers need paper.".getBytes(UTF_8));

    assertThat(document.state()).isEqualTo(State.READY);
  }

  private static DocumentService readingWithin(Duration deadline) {
    return new DocumentService(
        new InMemoryDocumentStore(),
        null,
        (_, _) -> {},
        new IngestLimits(100, 4, Duration.ZERO),
        new ExtractionLimits(deadline, 128, 1, Duration.ofMinutes(1)),
        TaskScheduler.system());
  }

  private Document settle(MediaType type, byte[] content) {
    return settle(List.of(upload(type, content, 0))).getFirst();
  }

  private List<Document> settle(List<DocumentUpload> uploads) {
    List<String> ids = new ArrayList<>();
    uploads.forEach(upload -> ids.add(documents.add(upload).id()));
    return ids.stream()
        .map(id ->
            Awaitility.await()
                .atMost(LONG)
                .until(
                    () -> documents.find("acme", id).orElseThrow(),
                    document -> document.state() != State.PROCESSING))
        .toList();
  }

  private static DocumentUpload upload(MediaType type, byte[] content, int number) {
    return new DocumentUpload("acme", "ada", "Number " + number, "", type, content);
  }
}
