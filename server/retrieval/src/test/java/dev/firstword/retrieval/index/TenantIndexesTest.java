package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.document.Chunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantIndexesTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final DocumentStoreFixture documents = new DocumentStoreFixture();
  private final List<TenantIndexes> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(TenantIndexes::close);
  }

  private TenantIndexes open(@Nullable String model) {
    TenantIndexes indexes = documents.openIndexes(folder, model);
    opened.add(indexes);
    return indexes;
  }

  private static List<String> texts(Hits hits) {
    return hits.passages().stream().map(Passage::text).toList();
  }

  @Test
  void findsPassagesByTheirWords() {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "Manual", "How to pay invoices.", "How to print.");
    documents.put("acme", "d2", "Prices", "What everything costs.");

    Hits hits = indexes.search("acme", "paying an invoice?", null, 5);

    assertThat(hits.version()).isEqualTo(2);
    assertThat(hits.passages()).hasSize(1);
    Passage passage = hits.passages().getFirst();
    assertThat(passage.id()).isEqualTo("d1.0");
    assertThat(passage.documentId()).isEqualTo("d1");
    assertThat(passage.title()).isEqualTo("Manual");
    assertThat(passage.text()).isEqualTo("How to pay invoices.");
  }

  @Test
  void weightsTitleWordsHigher() {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "Other", "Refunds are told about here, in some words.");
    documents.put("acme", "d2", "Refunds", "It is told about here, in some more words.");

    assertThat(indexes.search("acme", "refund", null, 5).passages())
        .extracting(Passage::documentId)
        .containsExactly("d2", "d1");
  }

  @Test
  void neverParsesQuestionsAsQuerySyntax() {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "Search", "Use AND, OR, NOT and title: in a search (with * or ?).");

    for (String question :
        List.of("title:x AND (", "\"", "a~2^", "*:*", "NOT", "the of and", "", " ", "\0\uD800")) {
      assertThat(indexes.search("acme", question, null, 5).version()).isEqualTo(1);
    }
    assertThat(indexes.search("acme", "-search +(use", null, 5).passages()).hasSize(1);
  }

  @Test
  void keepsTheRarestWordsOfALongQuestion() {
    TenantIndexes indexes = open(null);
    String common = String.join(" ", IntStream.range(0, 200).mapToObj(i -> "common" + i).toList());
    documents.put("acme", "d1", "", common);
    documents.put("acme", "d2", "", common + " needle");

    assertThat(indexes.search("acme", common + " needle", null, 1).passages())
        .extracting(Passage::documentId)
        .containsExactly("d2");
  }

  @Test
  void findsByMeaningByWordsAndByBoth() {
    TenantIndexes indexes = open("model");
    documents.put(
        "acme",
        "d1",
        "",
        List.of("alpha", "beta", "gamma"),
        List.of(TestVectors.axis(3, 0), TestVectors.axis(3, 1), TestVectors.axis(3, 2)));

    assertThat(texts(indexes.search("acme", null, TestVectors.axis(3, 1), 1)))
        .containsExactly("beta");
    assertThat(texts(indexes.search("acme", "gamma", null, 3))).containsExactly("gamma");
    assertThat(texts(indexes.search("acme", "gamma", TestVectors.axis(3, 1), 2)))
        .containsExactly("gamma", "beta");
  }

  @Test
  void holdsVectorsOfManyDimensions() {
    TenantIndexes indexes = open("wide");
    documents.put(
        "acme",
        "d1",
        "",
        List.of("one", "two"),
        List.of(TestVectors.axis(4_096, 0), TestVectors.axis(4_096, 4_095)));

    assertThat(texts(indexes.search("acme", null, TestVectors.axis(4_096, 4_095), 1)))
        .containsExactly("two");
  }

  @Test
  void rejectsAQueryVectorOfOtherDimensions() {
    TenantIndexes indexes = open("model");
    documents.put("acme", "d1", "", List.of("one"), List.of(TestVectors.axis(3, 0)));

    assertThatThrownBy(() -> indexes.search("acme", "one", TestVectors.axis(4, 0), 1))
        .isInstanceOf(RetrievalException.class)
        .hasMessageContaining("3 dimensions");
  }

  @Test
  void findsAPassageWithoutAVectorByItsWords() {
    TenantIndexes indexes = open("model");
    documents.put("acme", "d1", "", List.of("one"), List.of(TestVectors.axis(3, 0)));
    documents.put("acme", "d2", "", "two");
    documents.put("acme", "d3", "", List.of("three"), List.of(TestVectors.axis(2, 0)));
    documents.put("acme", "d4", "", List.of("four"), List.of(new float[] {Float.NaN, 0, 0}));

    assertThat(texts(indexes.search("acme", "two three four", TestVectors.axis(3, 0), 5)))
        .containsExactlyInAnyOrder("one", "two", "three", "four");
  }

  @Test
  void hidesADeletedDocumentImmediately() {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "", "one word", "another word");
    documents.put("acme", "d2", "", "third word");
    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(3);

    documents.store.delete("acme", "d1");

    assertThat(texts(indexes.search("acme", "word", null, 5))).containsExactly("third word");
  }

  @Test
  void servesAStaleIndexWithoutDeletedDocuments() {
    TenantIndexes indexes =
        new TenantIndexes(
            new IndexLocation.OnDisk(folder),
            documents.store,
            null,
            2,
            Duration.ZERO,
            Clock.system());
    opened.add(indexes);
    documents.put("acme", "d1", "", "old word");
    documents.put("acme", "d2", "", "kept word");
    indexes.catchUp("acme", LONG);
    CountDownLatch release = new CountDownLatch(1);
    assertThat(indexes.threads.submitCatchUp(() -> await(release))).isTrue();
    assertThat(indexes.threads.submitCatchUp(() -> await(release)))
        .isTrue(); // Both threads are busy.
    documents.store.delete("acme", "d1");
    documents.put("acme", "d3", "", "new word");

    Hits behind = indexes.search("acme", "word", null, 5);
    release.countDown();
    indexes.catchUp("acme", LONG);

    assertThat(texts(behind)).containsExactly("kept word");
    assertThat(behind.version()).isEqualTo(2);
    assertThat(texts(indexes.search("acme", "word", null, 5)))
        .containsExactlyInAnyOrder("kept word", "new word");
  }

  private static void await(CountDownLatch release) {
    try {
      if (!release.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void replacesADocumentThatBecomesReadyAgain() {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "", "old word", "older word");
    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(2);

    documents.store.saveChunks("d1", List.of(new Chunk(0, "", "new word", null)));
    documents.store.markReady("d1", "another");

    assertThat(texts(indexes.search("acme", "word", null, 5))).containsExactly("new word");
  }

  @Test
  void knowsWhetherThereAreDocuments() {
    TenantIndexes indexes = open(null);
    assertThat(indexes.hasDocuments("acme")).isFalse();

    documents.put("acme", "d1", "", "word");
    indexes.catchUp("acme", LONG);
    assertThat(indexes.hasDocuments("acme")).isTrue();

    documents.store.delete("acme", "d1");
    indexes.catchUp("acme", LONG);
    assertThat(indexes.hasDocuments("acme")).isFalse();
  }

  @Test
  void catchesUpAfterReopening() {
    TenantIndexes first = open(null);
    documents.put("acme", "d1", "", "first word");
    documents.put("acme", "d2", "", "second word");
    first.catchUp("acme", LONG);
    first.close();
    documents.store.delete("acme", "d1");
    documents.put("acme", "d3", "", "third word");

    TenantIndexes second = open(null);

    assertThat(second.catchUp("acme", LONG)).isEqualTo(4);
    assertThat(texts(second.search("acme", "word", null, 5)))
        .containsExactlyInAnyOrder("second word", "third word");
  }

  @Test
  void rebuildsWhenTheModelChanges() {
    TenantIndexes first = open("small");
    documents.put("acme", "d1", "", List.of("one"), List.of(TestVectors.axis(3, 0)));
    first.catchUp("acme", LONG);
    first.close();
    documents.store.saveVectors("d1", "large", 0, List.of(TestVectors.axis(5, 4)));

    TenantIndexes second = open("large");
    second.catchUp("acme", LONG);

    assertThat(texts(second.search("acme", null, TestVectors.axis(5, 4), 1)))
        .containsExactly("one");
  }

  @Test
  void rebuildsWhenTheFormatChanges() throws IOException {
    documents.put("acme", "d1", "", List.of("one"), List.of(TestVectors.axis(3, 0)));
    try (Directory directory = new IndexLocation.OnDisk(folder).open("acme")) {
      LegacyIndex.write(directory, new IndexState(1, "model", 3));
    }

    assertThat(texts(open("model").search("acme", null, TestVectors.axis(3, 0), 5)))
        .containsExactly("one");
  }

  @Test
  void rebuildsWhenTheStoreWasRestored() {
    documents.put("acme", "d1", "", "old word");
    documents.put("acme", "d2", "", "lost word");
    TenantIndexes first = open(null);
    first.catchUp("acme", LONG);
    first.close();

    DocumentStoreFixture restored = new DocumentStoreFixture();
    restored.put("acme", "d1", "", "old word");
    TenantIndexes second = restored.openIndexes(folder, null);
    opened.add(second);

    assertThat(second.catchUp("acme", LONG)).isEqualTo(1);
    assertThat(texts(second.search("acme", "word", null, 5))).containsExactly("old word");
  }

  @Test
  void neverLetsATenantsNameReachTheFileSystem() {
    TenantIndexes indexes = open(null);
    documents.put("../../etc", "d1", "", "word");

    assertThat(indexes.search("../../etc", "word", null, 5).passages()).hasSize(1);
    assertThat(folder.toFile().list()).hasSize(1).allMatch(name -> name.matches("[0-9a-f]{64}"));
  }

  @Test
  void evictsAndReopensIndexes() {
    TenantIndexes indexes = documents.openIndexes(folder, null, 2);
    opened.add(indexes);
    for (int i = 0; i < 6; i++) {
      documents.put("tenant" + i, "d" + i, "", "word " + i);
    }

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 6; i++) {
        assertThat(texts(indexes.search("tenant" + i, "word", null, 5)))
            .containsExactly("word " + i);
      }
    }
  }

  @Test
  void aClosedIndexStaysReadableThroughItsSnapshot() throws Exception {
    documents.put("acme", "d1", "", "word");
    IndexThreads threads = new IndexThreads();
    TenantIndex index =
        new TenantIndex(
            "acme", "", new IndexLocation.OnDisk(folder), documents.store, threads, Clock.system());
    index.catchUp(LONG);

    try (IndexSnapshot snapshot = index.snapshot(1, LONG)) {
      index.closeNow();

      assertThat(index.snapshot()).isNull();
      assertThat(new PassageSearch(snapshot, "").find("word", null, 5)).hasSize(1);
    }
    threads.close();
  }

  @Test
  void interruptingASearchLeavesTheIndexIntact() throws InterruptedException {
    TenantIndexes indexes = open(null);
    documents.put("acme", "d1", "", "word");
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    for (int i = 0; i < 20; i++) {
      Thread.ofVirtual()
          .start(() -> {
            Thread.currentThread().interrupt();
            try {
              indexes.search("acme", "word", null, 5);
            } catch (RetrievalException e) {
              thrown.set(e);
            }
          })
          .join();
      assertThat(thrown.getAndSet(null)).hasMessage("The search was interrupted.");
    }

    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(1);
  }

  @Test
  void keepsIndexesInMemory() {
    try (TenantIndexes indexes = TenantIndexes.inMemory(documents.store, null, Clock.system())) {
      documents.put("acme", "d1", "", "word");
      indexes.catchUp("acme", LONG);

      assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(1);
    }
  }
}
