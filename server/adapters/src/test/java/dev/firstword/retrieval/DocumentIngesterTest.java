package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionLimits;
import dev.firstword.retrieval.extraction.IsolatedExtractor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DocumentIngesterTest {

  private static final String LEAVE = "# Leave\n\nEverybody has 25 days of vacation a year.";

  /** Of all tests, because it starts a process. */
  private static final IsolatedExtractor EXTRACTOR =
      new IsolatedExtractor(ExtractionLimits.DEFAULTS, InstantSource.system());

  private final ManualClock clock = new ManualClock();
  private final SqliteStorage storage = SqliteStorage.inMemory();
  private final DocumentStore store = storage.documents();
  private final BagOfWordsModel model = new BagOfWordsModel("small");
  private final List<String> settled = new ArrayList<>();
  private final DocumentIngester ingester = newIngester(model);

  @AfterEach
  void close() {
    storage.close();
  }

  @AfterAll
  static void stop() {
    EXTRACTOR.close();
  }

  @Test
  void makesADocumentReadyWithVectors() {
    add("doc_1", LEAVE);

    assertThat(ingester.processNext()).isTrue();

    Document document = document("doc_1");
    assertThat(document.state()).isEqualTo(State.READY);
    assertThat(document.embeddedBy()).isEqualTo("small");
    assertThat(document.passages()).isEqualTo(1);
    assertThat(document.title()).isEqualTo("Leave");
    assertThat(store.chunks("doc_1", "small"))
        .allSatisfy(chunk -> assertThat(chunk.vector()).hasSize(BagOfWordsModel.DIMENSIONS));
    assertThat(settled).containsExactly("doc_1");
    assertThat(ingester.processNext()).isFalse();
  }

  @Test
  void withoutAModelADocumentIsReadyByWords() {
    add("doc_1", LEAVE);

    newIngester(null).processNext();

    assertThat(document("doc_1").state()).isEqualTo(State.READY);
    assertThat(document("doc_1").embeddedBy()).isNull();
  }

  @Test
  void embedsTitleAndHeadingsWithEachChunk() {
    add("doc_1", "# Handbook\n\n## Leave\n\n" + "Days are days. ".repeat(100));

    ingester.processNext();

    assertThat(model.calls.getFirst())
        .allSatisfy(text -> assertThat(text).startsWith("Handbook").contains("Leave"));
  }

  @Test
  void aDocumentWithoutTextFails() {
    add("doc_1", "   \n");

    ingester.processNext();

    assertThat(document("doc_1").state()).isEqualTo(State.FAILED);
    assertThat(document("doc_1").failure()).isEqualTo("The document holds no text.");
    assertThat(settled).containsExactly("doc_1");
  }

  @Test
  void backsOffWhileTheModelFails() {
    model.beforeEachCall(_ -> {
      throw new RetrievalException("down");
    });
    add("doc_1", LEAVE);
    ingester.processNext();
    assertThat(document("doc_1").state()).isEqualTo(State.READY);
    assertThat(document("doc_1").embeddedBy()).isNull();

    List<Long> pauses = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      pauses.add(secondsUntilTheNextAttempt());
    }

    assertThat(pauses).startsWith(1L, 2L, 4L, 8L).endsWith(300L, 300L);
    model.beforeEachCall(_ -> {});
    clock.advance(DocumentIngester.MAX_BACKOFF);
    assertThat(ingester.processNext()).isTrue();
    assertThat(document("doc_1").embeddedBy()).isEqualTo("small");
  }

  private long secondsUntilTheNextAttempt() {
    long seconds = 0;
    while (!ingester.processNext()) {
      clock.advance(Duration.ofSeconds(1));
      seconds++;
    }
    return seconds;
  }

  @Test
  void honoursRetryAfter() {
    model.beforeEachCall(_ -> {
      throw new RetrievalException("busy", 429, Duration.ofSeconds(30));
    });
    add("doc_1", LEAVE);
    add("doc_2", LEAVE + " More.");
    ingester.processNext();
    ingester.processNext();
    assertThat(model.calls).hasSize(1);
    assertThat(document("doc_2").state()).isEqualTo(State.READY);

    clock.advance(Duration.ofSeconds(29));
    ingester.processNext();
    assertThat(model.calls).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    ingester.processNext();
    assertThat(model.calls).hasSize(2);
  }

  @Test
  void resumesWithoutEmbeddingAgain() {
    add("doc_1", "A sentence of some length, that goes on for a while. ".repeat(6_000));
    model.beforeEachCall(_ -> {
      if (model.calls.size() == 3) {
        throw new RetrievalException("down");
      }
    });
    ingester.processNext();
    int kept = 2 * DocumentIngester.BATCH_SIZE;
    int pieces = document("doc_1").passages();
    assertThat(pieces).isGreaterThan(kept);
    model.calls.clear();
    model.beforeEachCall(_ -> {});

    clock.advance(Duration.ofMinutes(1));
    newIngester(model).processNext();

    assertThat(model.calls.stream().mapToInt(List::size).sum()).isEqualTo(pieces - kept);
    assertThat(store.chunks("doc_1", "small")).allMatch(chunk -> chunk.vector() != null);
    assertThat(document("doc_1").embeddedBy()).isEqualTo("small");
  }

  @Test
  void aNewModelReembedsWhileTheDocumentStaysSearchable() {
    add("doc_1", LEAVE);
    ingester.processNext();
    long version = store.version("acme");
    BagOfWordsModel better = new BagOfWordsModel("better");
    better.beforeEachCall(_ -> assertThat(document("doc_1").state()).isEqualTo(State.READY));
    clock.advance(DocumentIngester.CLAIM_DURATION);

    assertThat(newIngester(better).processNext()).isTrue();

    assertThat(document("doc_1").embeddedBy()).isEqualTo("better");
    assertThat(store.version("acme")).isEqualTo(version + 1);
    assertThat(store.chunks("doc_1", "better")).allMatch(chunk -> chunk.vector() != null);
    assertThat(newIngester(better).processNext()).isFalse();
  }

  @Test
  void aDocumentDeletedDuringIngestStaysDeleted() {
    add("doc_1", LEAVE);
    model.beforeEachCall(_ -> store.delete("acme", "doc_1"));

    ingester.processNext();

    assertThat(store.find("acme", "doc_1")).isEmpty();
    assertThat(store.chunks("doc_1", null)).isEmpty();
  }

  @Test
  void ingestsDocumentsOfEachTenantInTurn() {
    for (String id : List.of("doc_1", "doc_2", "doc_3", "doc_4")) {
      add("flooding", id, LEAVE + id);
    }
    add("other", "doc_5", LEAVE);
    add("third", "doc_6", LEAVE);

    for (int i = 0; i < 6; i++) {
      assertThat(ingester.processNext()).isTrue();
    }

    assertThat(settled).containsExactly("doc_1", "doc_5", "doc_6", "doc_2", "doc_3", "doc_4");
  }

  @Test
  void dropsUnstorableCharacters() {
    add("doc_1", "A\0 NUL and a \uD83D\uDE00.");

    ingester.processNext();

    assertThat(store.chunks("doc_1", null).getFirst().text()).doesNotContain("\0").contains("😀");
  }

  private DocumentIngester newIngester(@Nullable BagOfWordsModel by) {
    return new DocumentIngester(store, by, RetrievalRegions.ANY, EXTRACTOR, 1, clock, settled::add);
  }

  private Document document(String id) {
    return store.find("acme", id).orElseThrow();
  }

  private void add(String id, String text) {
    add("acme", id, text);
  }

  private void add(String tenant, String id, String text) {
    store.add(
        new NewDocument(
            id,
            tenant,
            "ada",
            "",
            "",
            MediaType.MARKDOWN,
            text.getBytes(UTF_8),
            id,
            clock.millis() + Integer.parseInt(id.substring(4))));
  }
}
